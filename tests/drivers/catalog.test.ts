import { afterEach, expect, it } from "vitest";
import { Boards } from "../../drivers/firmata/boards.ts";
import { DRIVER_NAMES, openPart, openParts, shutIfLock, type OpenedParts } from "../../drivers/catalog.ts";
import type { LampPostParts, LitterBinParts } from "../../device/hal/parts.ts";
import { DRIVERS } from "../../config/drivers.ts";
import { GpioOutput } from "../../drivers/gpio-output/driver.ts";
import { now } from "./a02yyuw/rig.ts";
import { MemoryBoard } from "./gpio/memory-board.ts";

const quiet = () => undefined;
const gpio = { backend: "auto" } as const;
const boards: readonly never[] = [];
const noBoards = new Boards(boards, now, quiet);
const noGpio = () => Promise.reject(new Error("no GPIO"));
let opened: OpenedParts | undefined;
afterEach(() => opened?.close());

it("opens each part by its role, and missing hardware is a fault of its part", async () => {
  const level = { name: "level-1", role: "level", driver: "a02yyuw", settings: { port: "/dev/gaturum-no-such-port" } };
  const clock = { name: "clock-1", role: "clock", driver: "system-clock", settings: {} };
  opened = await openParts({ parts: [level, clock], boards, gpio }, now, quiet);
  expect(Object.keys(opened.parts)).toEqual(["level", "clock"]);
  expect(opened.parts.clock?.read(now())).toMatchObject({
    ok: true,
    value: { offsetMs: expect.any(Number) as number },
  });
});

it("leaves out a part that is only a mock, and says so", async () => {
  const lines: string[] = [];
  const pir = { name: "pir-1", role: "motion", driver: "mock", settings: { line: null } };
  opened = await openParts({ parts: [pir], boards, gpio }, now, (line) => void lines.push(line));
  expect(opened.parts).toEqual({});
  expect(lines).toEqual([expect.stringMatching(/^pir-1: left out, .* --mock$/)]);
});

it("opens a board once for all its parts, and a board that is not there is a fault of each", async () => {
  const lines: string[] = [];
  const pir = {
    name: "pir-1",
    role: "motion",
    driver: "firmata-motion",
    settings: { line: "arduino-1/2", active: "high", pull: "none" },
  };
  const lamp = {
    name: "lamp-1",
    role: "lamp",
    driver: "firmata-pwm-lamp",
    settings: { line: "arduino-1/9", active: "low" },
  };
  const arduino = { name: "arduino-1", port: "/dev/gaturum-no-such-port" };
  opened = await openParts({ parts: [pir, lamp], boards: [arduino], gpio }, now, (line) => void lines.push(line));
  const parts = opened.parts as LampPostParts;
  expect(parts.motion?.read(now())).toMatchObject({ fault: { part: "pir-1", cause: "no-port" } });
  expect(parts.lamp?.halt()).toMatchObject({ fault: { part: "lamp-1", cause: "no-port" } });
  expect(lines).toEqual([expect.stringContaining("arduino-1: there is no /dev/gaturum-no-such-port")]);
});

it("has the drivers whose settings the config knows, and no other", () => {
  expect([...DRIVER_NAMES, "mock"].sort()).toEqual(Object.keys(DRIVERS).sort());
});

it("throws on a driver that it does not have, and names the ones that it has", async () => {
  const context = { part: { name: "x", settings: {} }, now, log: quiet, gpio: noGpio, boards: noBoards };
  await expect(openPart("a02yyuv", context)).rejects.toThrow(
    /no driver a02yyuv: it has one of a02yyuw, .*system-clock/,
  );
});

it("makes a sensor whose driver cannot be loaded a broken part, and says so", async () => {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const part = await openPart("a02yyuw", {
    part: { name: "level", settings: { port: 5 } },
    now,
    log,
    gpio: noGpio,
    boards: noBoards,
  });
  expect(part.read(now())).toMatchObject({ fault: { part: "level", cause: "broken" } });
  expect(lines).toHaveLength(1);
  await part.close();
});

it("opens no pins in a test, and answers for them with a fault, whatever is asked", async () => {
  const lines: string[] = [];
  const ram = { name: "ram", role: "ram", driver: "relay-ram", settings: { down: "GPIO5", up: "GPIO6" } };
  opened = await openParts({ parts: [ram], boards, gpio }, now, (line) => void lines.push(line));
  expect(lines).toEqual([expect.stringContaining("GATURUM_NO_PINS is set")]);
  const parts = opened.parts as LitterBinParts;
  expect(parts.ram?.read(now())).toMatchObject({ fault: { part: "ram", cause: "broken" } });
  expect(parts.ram?.drive("down")).toMatchObject({ fault: { part: "ram" } });
  expect(parts.ram?.halt()).toMatchObject({ fault: { part: "ram" } });
});

it("shuts a lock as soon as its line is opened, and switches nothing else on", () => {
  const given = { now, log: quiet };
  const on = (role: string, line: string) => {
    const part = new GpioOutput(new MemoryBoard(), { line, active: "low" }, { part: role, ...given });
    return shutIfLock(role, part).read(now());
  };
  expect(on("lock", "GPIO17")).toMatchObject({ ok: true, value: true });
  expect(on("buzzer", "GPIO18")).toMatchObject({ ok: true, value: false });
});
