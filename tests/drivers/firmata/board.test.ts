import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Fault, FaultCause } from "../../../device/measure/fault.ts";
import { millis } from "../../../device/measure/time.ts";
import { percent } from "../../../device/measure/units.ts";
import { FirmataBoard } from "../../../drivers/firmata/board.ts";
import { BOARD_LIMITS } from "../../../drivers/firmata/limits.ts";
import { Newest } from "../../../drivers/firmata/newest.ts";
import { FirmataCurrent } from "../../../drivers/firmata-current/driver.ts";
import { FirmataInput } from "../../../drivers/firmata-input/driver.ts";
import { FirmataMotion } from "../../../drivers/firmata-motion/driver.ts";
import { FirmataOutput } from "../../../drivers/firmata-output/driver.ts";
import { FirmataPwmLamp } from "../../../drivers/firmata-pwm-lamp/driver.ts";
import { now } from "../../conformance/board-parts.ts";
import { eventually } from "../../keep/eventually.ts";
import { MemoryUno } from "./memory-uno.ts";

const CURRENT = { line: "a/A0", referenceMv: 5_000, zeroMv: 2_500, spanMv: 2_000, fullMa: 20_000 };
const LIMITS = { ...BOARD_LIMITS, retryMs: millis(20), retryLongestMs: millis(40), silentMs: millis(200) };
let uno: MemoryUno;
let board: FirmataBoard;
let said: string[];

beforeEach(() => {
  uno = new MemoryUno();
  said = [];
  const log = (line: string) => void said.push(line);
  board = new FirmataBoard({ board: "arduino-1", port: uno.port, begin: uno.begin, now, log, limits: LIMITS });
});
afterEach(async () => {
  await board.close();
  uno.end();
});

type Reads = { read(): { readonly ok: boolean; readonly fault?: Fault } };
const answers = (part: Reads) => eventually(() => part.read().ok, Boolean);
const fails = (part: Reads, cause: FaultCause) =>
  eventually(
    () => part.read().fault,
    (fault) => fault?.cause === cause,
  );

it("counts on over a board that was away", async () => {
  const pir = new FirmataMotion(board, { line: "a/2", active: "high", pull: "none" }, "pir");
  board.start();
  await answers(pir);
  uno.pulse(2);
  await eventually(
    () => pir.read(),
    (seen) => seen.ok && seen.value.edges === 1,
  );
  uno.unplug();
  await fails(pir, "disconnected");
  uno.plug();
  await answers(pir);
  uno.pulse(2);
  await eventually(
    () => pir.read(),
    (seen) => seen.ok && seen.value.edges === 2,
  );
  expect(said.filter((line) => line.includes("went away"))).toHaveLength(1);
});

it("says of a port that never was there that it is not there", async () => {
  const pir = new FirmataMotion(board, { line: "a/2", active: "high", pull: "none" }, "pir");
  uno.unplug();
  board.start();
  await fails(pir, "no-port");
  uno.plug();
  await answers(pir);
});

it("writes again what the board has not as it was told", async () => {
  const lamp = new FirmataPwmLamp(board, { line: "a/9", active: "high" }, "lamp");
  board.start();
  await answers(lamp);
  expect(uno.duty(9)).toBe(1);
  lamp.setLevel(percent(40));
  await eventually(
    () => uno.duty(9),
    (duty) => duty === 0.4,
  );
  uno.disturb(9, 0);
  await eventually(
    () => uno.duty(9),
    (duty) => duty === 0.4,
  );
});

it("gives the next higher level that 255 steps have", async () => {
  const lamp = new FirmataPwmLamp(board, { line: "a/9", active: "low" }, "lamp");
  board.start();
  await answers(lamp);
  lamp.setLevel(percent(30));
  await eventually(
    () => lamp.read(),
    (seen) => seen.ok && seen.value.levelPct === 30.2,
  );
  expect(uno.duty(9)).toBe(178 / 255);
});

it("holds its outputs when its process is killed, and makes them safe with the next", async () => {
  const lamp = new FirmataPwmLamp(board, { line: "a/9", active: "low" }, "lamp");
  board.start();
  await answers(lamp);
  lamp.setLevel(percent(0));
  await eventually(
    () => uno.duty(9),
    (duty) => duty === 1,
  );
  uno.killProcess();
  await fails(lamp, "broken");
  expect(uno.duty(9)).toBe(1);
  await eventually(
    () => uno.duty(9),
    (duty) => duty === 0,
  );
});

it.for(["hangProcess", "hang"] as const)("gives up what says nothing any more: %s", async (hang) => {
  const pir = new FirmataMotion(board, { line: "a/2", active: "high", pull: "none" }, "pir");
  board.start();
  await answers(pir);
  uno[hang]();
  await fails(pir, "no-answer");
  uno.unplug();
  uno.plug();
  await answers(pir);
  expect(said.join()).toContain("is silent now: press its reset button");
});

it("sets a board up again that began anew by itself", async () => {
  const pir = new FirmataMotion(board, { line: "a/2", active: "high", pull: "none" }, "pir");
  const lamp = new FirmataPwmLamp(board, { line: "a/9", active: "high" }, "lamp");
  board.start();
  await answers(pir);
  uno.reset();
  await fails(lamp, "disconnected");
  await answers(pir);
  expect(uno.duty(9)).toBe(1);
  uno.pulse(2);
  await eventually(
    () => pir.read(),
    (seen) => seen.ok && seen.value.edges === 1,
  );
});

it("asks again where an answer was lost, and the board has not fallen silent", async () => {
  const pir = new FirmataMotion(board, { line: "a/2", active: "high", pull: "none" }, "pir");
  board.start();
  await answers(pir);
  uno.loseAnswer();
  await setTimeout(2 * LIMITS.silentMs);
  expect(pir.read()).toMatchObject({ ok: true });
  expect(said).toEqual([`arduino-1: StandardFirmata.ino on ${uno.port}`]);
});

it("does not pull up an input beside an output that is written to", async () => {
  const contact = new FirmataInput(board, { line: "a/5", active: "high", pull: "none" }, "contact");
  const button = new FirmataInput(board, { line: "a/6", active: "low", pull: "up" }, "button");
  const lock = new FirmataOutput(board, { line: "a/4", active: "high" }, "lock");
  uno.pull(5, true);
  board.start();
  await answers(lock);
  await answers(contact);
  lock.set(true);
  await eventually(
    () => uno.duty(4),
    (duty) => duty === 1,
  );
  expect(uno.isPulledUp(5)).toBe(false);
  expect(uno.isPulledUp(6)).toBe(true);
  expect(button.read()).toMatchObject({ value: { active: true } });
});

it("refuses a pin that has two names, and one that has no PWM, and serves the others", async () => {
  const current = new FirmataCurrent(board, CURRENT, "current");
  const contact = new FirmataInput(board, { line: "a/14", active: "high", pull: "none" }, "contact");
  const lamp = new FirmataPwmLamp(board, { line: "a/4", active: "low" }, "lamp");
  uno.volts(0, 3);
  board.start();
  await answers(current);
  const twoNames = "arduino-1: pin 14 has two names, and another part uses it: wire one of them elsewhere.";
  expect(contact.read()).toMatchObject({ fault: { part: "contact", cause: "no-port", detail: twoNames } });
  const able = "arduino-1: pin 4 cannot be a PWM output: take one of 3, 5, 6, 9, 10, 11.";
  expect(lamp.read()).toMatchObject({ fault: { part: "lamp", detail: able } });
  expect(lamp.halt()).toMatchObject({ fault: { part: "lamp", detail: able } });
});

it.for([
  [3, 4_990],
  [2, 5_000],
  [2.5, 0],
] as const)("takes %f V of a current sensor for %i mA, either way", async ([volts, wantedMa]) => {
  const current = new FirmataCurrent(board, CURRENT, "current");
  uno.volts(0, volts);
  board.start();
  await answers(current);
  const reading = current.read();
  expect(Math.abs((reading.ok ? reading.value : NaN) - wantedMa)).toBeLessThan(50);
});

it.for([0, 5])("takes a current sensor at %i V for one without its supply or its wire", async (volts) => {
  const current = new FirmataCurrent(board, CURRENT, "current");
  uno.volts(0, volts);
  board.start();
  await fails(current, "out-of-range");
});

it("sends the newest alone, one at a time", () => {
  const gone: (() => void)[] = [];
  const newest = new Newest((done) => void gone.push(done));
  for (let change = 0; change < 100; change += 1) newest.changed();
  expect(gone).toHaveLength(1);
  gone[0]?.();
  expect(gone).toHaveLength(2);
  gone[1]?.();
  expect(gone).toHaveLength(2);
});
