import { afterEach, describe, expect, it } from "vitest";
import { celsius } from "../../../device/measure/units.ts";
import { soundMps } from "../../../device/measure/sound.ts";
import { FirmataBoard } from "../../../drivers/firmata/board.ts";
import { FirmataOutput } from "../../../drivers/firmata-output/driver.ts";
import { HcSr04 } from "../../../drivers/hc-sr04/driver.ts";
import { rangeOf } from "../../../drivers/hc-sr04/echo.ts";
import { now } from "../../conformance/board-parts.ts";
import { eventually } from "../../keep/eventually.ts";
import type { Sketch } from "../firmata/memory-board.ts";
import { MemoryUno } from "../firmata/memory-uno.ts";
import { echoUsOf } from "./echo-us.ts";

describe("an echo of so many us (bins.md 10)", () => {
  it.for([
    [20, 1000.6],
    [-20, 929.9],
    [0, 965.9],
    [40, 1034.2],
  ] as const)("5831 us in air of %i C is %f mm", ([airC, mm]) => {
    expect(((5.831 * soundMps(celsius(airC))) / 2).toFixed(1)).toBe(mm.toFixed(1));
  });

  it.for([
    [5_831, { quality: "valid", distanceMm: 1_001, assumedC: 20 }],
    [echoUsOf(4_000), { quality: "valid", distanceMm: 4_000, assumedC: 20 }],
    [echoUsOf(4_003), { quality: "noEcho" }],
    [echoUsOf(21), { quality: "valid", distanceMm: 21, assumedC: 20 }],
    [echoUsOf(19), { quality: "blind" }],
    [1, { quality: "blind" }],
    [0, { quality: "noEcho" }],
    // firmata-io puts four bytes together with signs: a first byte of 0x80 and more comes out below 0.
    [-5_831, { quality: "noEcho" }],
    [NaN, { quality: "noEcho" }],
  ] as const)("%i us is %o, and never 0 mm", ([echoUs, range]) => {
    expect(rangeOf(echoUs)).toEqual(range);
  });
});

describe("on replayed pingRead replies", () => {
  let board: FirmataBoard;
  let uno: MemoryUno;
  afterEach(async () => {
    await board.close();
    uno.end();
  });
  const on = (sketch: Sketch) => {
    uno = new MemoryUno(sketch);
    board = new FirmataBoard({ board: "arduino-1", port: uno.port, begin: uno.begin, now, log: () => undefined });
    return board;
  };

  it("refuses StandardFirmata by its name, with the cure, and serves the board's other parts", async () => {
    const level = new HcSr04(on("StandardFirmata.ino"), { line: "arduino-1/7" }, "level-1");
    const lock = new FirmataOutput(board, { line: "arduino-1/4", active: "high" }, "lock");
    uno.echo(7, 5_831);
    board.start();
    await eventually(() => lock.read().ok, Boolean);
    const detail = /^arduino-1: StandardFirmata cannot time an echo; flash PingFirmata, .* npx nodebots-interchange /;
    expect(level.read()).toMatchObject({ fault: { part: "level-1", detail: expect.stringMatching(detail) as string } });
  });

  it("refuses a PingFirmata whose pins do not say that they time echoes: pingRead would throw", async () => {
    const level = new HcSr04(on("an old PingFirmata.ino"), { line: "arduino-1/7" }, "level-1");
    uno.echo(7, 5_831);
    board.start();
    const reading = await eventually(
      () => level.read(),
      (read) => !read.ok && read.fault.cause === "no-port",
    );
    expect(reading).toMatchObject({
      fault: {
        detail: expect.stringMatching(/^arduino-1: PingFirmata does not say .* too old; flash PingFirmata, /) as string,
      },
    });
  });

  it("names the pins that can", async () => {
    const level = new HcSr04(on("PingFirmata.ino"), { line: "arduino-1/1" }, "level-1");
    board.start();
    await eventually(
      () => level.read(),
      (read) => !read.ok && read.fault.cause === "no-port",
    );
    const detail = /^arduino-1: pin 1 cannot be asked how long an echo takes: take one of 2, 3, .* 19\.$/;
    expect(level.read()).toMatchObject({ fault: { detail: expect.stringMatching(detail) as string } });
  });

  it("asks two sensors in turn", async () => {
    const one = new HcSr04(on("PingFirmata.ino"), { line: "arduino-1/7" }, "level-1");
    const other = new HcSr04(board, { line: "arduino-1/8" }, "level-2");
    uno.echo(7, 5_831);
    uno.echo(8, 0);
    board.start();
    await eventually(() => one.read().ok && other.read().ok, Boolean);
    expect(one.read()).toMatchObject({ value: { quality: "valid", distanceMm: 1_001 } });
    expect(other.read()).toMatchObject({ value: { quality: "noEcho" } });
  });
});
