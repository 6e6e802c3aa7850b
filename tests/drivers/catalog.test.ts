import { afterEach, expect, it } from "vitest";
import { Boards } from "../../drivers/firmata/boards.ts";
import { DRIVER_NAMES, openPart, openParts, shutIfLock, type OpenedParts } from "../../drivers/catalog.ts";
import type { AnyPart, LampPostParts, LitterBinParts } from "../../device/hal/parts.ts";
import { DRIVERS } from "../../config/drivers.ts";
import { parseConfig } from "../../config/load.ts";
import { I2cBuses } from "../../drivers/i2c/buses.ts";
import { GpioOutput } from "../../drivers/gpio-output/driver.ts";
import { changed } from "../config/examples.ts";
import { eventually } from "../keep/eventually.ts";
import { MemoryBoard } from "./gpio/memory-board.ts";
import { now } from "./range-line/rig.ts";

const quiet = () => undefined;
const gpio = { backend: "auto" } as const;
const boards: readonly never[] = [];
const noBoards = new Boards(boards, now, quiet);
const noGpio = () => Promise.reject(new Error("no GPIO"));
const i2c = new I2cBuses();
const LUX = "driver: mock, line: GPIO27";
const LAMP = "driver: mock, line: GPIO18";
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

it.each<[driver: string, more: string, settings: object]>([
  ["a01nyub", "", {}],
  ["a02yyuw", "", {}],
  ["aj-sr04m", "", {}],
  ["jsn-sr04t", "", { correctsForAir: false }],
  ["jsn-sr04t", "correctsForAir: true, ", { correctsForAir: true }],
  ["maxbotix-hrxl", "", { range: "5 m" }],
  ["maxbotix-hrxl", "range: 10 m, ", { range: "10 m" }],
  ["maxbotix-xl", "", {}],
  ["tf-luna", "", {}],
  ["tfmini", "", {}],
])("opens a %s as a config writes it: %s", async (driver, more, settings) => {
  const port = "/dev/gaturum-no-such-port";
  const line = `driver: ${driver}, ${more}port: ${port}`;
  const loaded = parseConfig(changed("sensor-bin", "driver: a02yyuw, port: /dev/serial0", line), "b.yaml");
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const lines: string[] = [];
  const { parts } = loaded.config;
  expect(parts[0]).toMatchObject({ driver, settings: { port, ...settings } });
  opened = await openParts({ parts, boards, gpio }, now, (said) => void lines.push(said));
  const { level } = opened.parts as LitterBinParts;
  const seen = await eventually(
    () => level?.read(now()),
    (reading) => reading?.ok === false && reading.fault.cause !== "starting",
  );
  expect(seen).toMatchObject({ fault: { part: "level-1", cause: "no-port" } });
  expect(lines).toEqual([expect.stringContaining(`level-1: there is no ${port}`)]);
});

/** What stands in a config for a part whose hardware is not there. */
const AS_WRITTEN: readonly (readonly [
  driver: string,
  example: "lamp-post" | "litter-bin",
  from: string,
  to: string,
])[] = [
  ["bh1750", "lamp-post", LUX, "driver: bh1750, line: i2c-99/0x23"],
  ["veml7700", "lamp-post", LUX, "driver: veml7700, line: i2c-99/0x10"],
  ["dali-lamp", "lamp-post", LAMP, "driver: dali-lamp, port: /dev/gaturum-no-such-port, curve: linear"],
  [
    "ina219",
    "litter-bin",
    "current-1: { role: current, driver: mock",
    "current-1: { role: current, driver: ina219, line: i2c-99/0x40",
  ],
  ["ads1115-battery", "litter-bin", "battery, driver: mock", "battery, driver: ads1115-battery, line: i2c-99/0x48/A1"],
  [
    "ds3231",
    "litter-bin",
    "temperature-1:",
    "clock-1: { role: clock, driver: ds3231, line: i2c-99/0x68 }\n  temperature-1:",
  ],
  [
    "beam",
    "litter-bin",
    "temperature-1:",
    "beam-1: { role: beam, driver: beam, line: GPIO2, active: low, pull: down }\n  temperature-1:",
  ],
  [
    "gpio-watchdog-relay",
    "litter-bin",
    "watchdog, driver: mock, line: GPIO18",
    "watchdog, driver: gpio-watchdog-relay, line: GPIO18",
  ],
];
it.each(AS_WRITTEN)(
  "opens a %s as a config writes it, and hardware that is not there is its fault",
  async (driver, example, from, to) => {
    const loaded = parseConfig(changed(example, from, to), "p.yaml");
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    const part = loaded.config.parts.find((each) => each.driver === driver);
    if (part === undefined) throw new Error(`no part has the driver ${driver}`);
    opened = await openParts({ parts: [part], boards, gpio }, now, quiet);
    const it = (opened.parts as Record<string, AnyPart>)[part.role];
    const seen = await eventually(
      () => it?.read(now()),
      (reading) => reading?.ok === false && reading.fault.cause !== "starting",
    );
    expect(seen).toMatchObject({ ok: false, fault: { part: part.name } });
  },
);

it("has the drivers whose settings the config knows, and no other", () => {
  expect([...DRIVER_NAMES, "mock"].sort()).toEqual(Object.keys(DRIVERS).sort());
});

it("throws on a driver that it does not have, and names the ones that it has", async () => {
  const context = {
    part: { name: "x", settings: {} },
    now,
    log: quiet,
    observes: false,
    gpio: noGpio,
    boards: noBoards,
    i2c,
  };
  await expect(openPart("a02yyuv", context)).rejects.toThrow(
    /no driver a02yyuv: it has one of a01nyub, a02yyuw, .*system-clock/,
  );
});

it("makes a sensor whose driver cannot be loaded a broken part, and says so", async () => {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const part = await openPart("a02yyuw", {
    part: { name: "level", settings: { port: 5 } },
    now,
    log,
    observes: false,
    gpio: noGpio,
    boards: noBoards,
    i2c,
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
