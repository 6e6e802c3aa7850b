import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BinOutputs, BinReadings } from "../../device/bin/readings.ts";
import { parseRecord } from "../../device/control/replay.ts";
import { NO_FAULTS, type PressFaults } from "../../hal-mocks/press-make.ts";
import type { Backend } from "../../drivers/gpio/settings.ts";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { BIN } from "./bin-config.ts";
import { BinRig } from "./bin-rig.ts";
import { onSteadyMachine } from "./steady.ts";

/** The bounds: for the ram's lines at the simulator, under emulation; and by the flight record. */
const STOP_MS = 250;
const STOP_CYCLES = 2;
/** Far enough from both switches of a stroke of 600 mm. */
const MIDDLE_MM = 200;
/** The relay in the guard chain has dropped by then, and so the ram stands. */
const CHAIN_OPENS_MS = 1_000;
const LONG_MS = 300_000;

let rig: BinRig;
const begin =
  (backend: Backend, faults: PressFaults = NO_FAULTS) =>
  async () => {
    rig = await BinRig.start(backend, {}, faults);
  };
const end = (): Promise<void> => rig.close();

/** A throw, and its stroke, until the ram is well on its way. */
async function halfDown(): Promise<void> {
  await rig.isReady();
  await rig.openHopper();
  const isThere = () => rig.press.driven === "down" && rig.press.travelMm > MIDDLE_MM;
  await until("the ram to be half down", isThere, 60);
}
/** A contact that is held for 0.4 s, and a stop within 0.25, are lost on a machine that stands still for as long. */
const steadily = (body: () => Promise<void>) => onSteadyMachine(body, () => rig.worstLateMs());
const killControl = () => process.kill(rig.run.controlPid, "SIGKILL");
const texts = async () => (await rig.decisions()).map(({ text }) => text);

describe("a bin on the character device", () => {
  beforeAll(begin("auto"), LONG_MS);
  afterAll(end);

  it(
    "stops when a guard opens in a stroke: soon by the lines, within two cycles by the flight record",
    steadily(async () => {
      await halfDown();
      const openedAt = performance.now();
      const opening = rig.openHopper();
      await until("the ram's lines to be off", () => rig.press.driven === "off");
      const tookMs = performance.now() - openedAt;
      await opening;
      await rig.reaches("LOCKOUT");
      const cycles = await cyclesToStop();
      process.stdout.write(`guard opened: lines off after ${tookMs.toFixed(1)} ms, in cycle ${cycles}\n`);
      expect(tookMs).toBeLessThanOrEqual(STOP_MS);
      expect(cycles).toBeLessThanOrEqual(STOP_CYCLES);
      expect(await texts()).toContain("stopped in EXTEND: a guard opened during a stroke");
    }),
    LONG_MS,
  );

  it(
    "lets the ram's lines fall to their pull when control is killed in a stroke, and is locked out after it",
    steadily(async () => {
      await halfDown();
      killControl();
      await until("the ram's lines to be off", () => rig.press.driven === "off", STOP_MS / 1_000);
      const { travelMm } = rig.press;
      await rig.reaches("LOCKOUT");
      expect(await texts()).toContain("locked out: power was lost while the press was moving");
      expect(rig.press.travelMm).toBe(travelMm);
    }),
    LONG_MS,
  );

  it(
    "makes a full stroke because its sensor says that it is full",
    steadily(async () => {
      await rig.isReady();
      rig.fill();
      await rig.reaches("DWELL");
      expect(rig.press.travelMm).toBeGreaterThan(590);
      rig.pressed();
      await rig.reaches("COOL");
      expect(rig.press.travelMm).toBeLessThan(10);
      expect(rig.press.sawBoth).toBe(false);
    }),
    LONG_MS,
  );
});

/** A bin of its own: put back to service after a stop it goes home first, and rests a minute. */
describe("a bin that dwells", () => {
  beforeAll(begin("auto"), LONG_MS);
  afterAll(end);

  it(
    "stops for good when a guard opens and closes again in DWELL",
    steadily(async () => {
      await halfDown();
      await rig.reaches("DWELL");
      await rig.openHopper(20);
      await rig.reaches("LOCKOUT");
      expect(await texts()).toContain("stopped in DWELL: a guard opened during a stroke");
      expect(rig.press.driven).toBe("off");
    }),
    LONG_MS,
  );
});

describe("a bin on sysfs", () => {
  beforeAll(begin("sysfs"), LONG_MS);
  afterAll(end);

  it(
    "drives on when control is killed in a stroke, until the chain and the next start make it safe",
    steadily(async () => {
      await halfDown();
      killControl();
      await pause(CHAIN_OPENS_MS);
      expect(rig.press.driven).toBe("down");
      const { travelMm } = rig.press;
      await until("the next start to let go of the ram's lines", () => rig.press.driven === "off", 60);
      await rig.reaches("LOCKOUT");
      expect(await texts()).toContain("locked out: power was lost while the press was moving");
      expect(rig.press.travelMm).toBe(travelMm);
    }),
    LONG_MS,
  );
});

describe("a bin whose BOTTOM switch is on a wrong pin, so that both are made", () => {
  beforeAll(begin("auto", { ...NO_FAULTS, stuckBottom: "made" }), LONG_MS);
  afterAll(end);

  it(
    "names it, and never moves",
    steadily(async () => {
      await rig.reaches("LOCKOUT");
      expect(await texts()).toContain("stopped in SELF_TEST: the limit switches contradict each other at rest");
      await rig.openHopper();
      expect(rig.press.driven).toBe("off");
      expect(rig.press.sawDriven).toBe(false);
    }),
    LONG_MS,
  );
});

/** By `gaturum why --record`: the cycles from the first that saw the hopper open to the one that stopped, that included. */
async function cyclesToStop(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-record-"));
  const file = join(folder, "record.jsonl");
  const words = [join(ROOT, "device/gaturum.js"), "why", "--device", BIN, "--record", file];
  await promisify(execFile)(process.execPath, words, { env: rig.run.env });
  const { lines } = parseRecord(readFileSync(file, "utf8"));
  rmSync(folder, { recursive: true });
  const cycles = lines.filter((line) => "t" in line);
  const stopped = cycles.findLastIndex(({ why }) => why?.some(({ text }) => text.startsWith("stopped in EXTEND")));
  const told = cycles.slice(0, stopped + 1).map(({ readings = {} }) => (readings as Partial<BinReadings>).hopperA);
  const closed = told.findLastIndex((hopper) => hopper?.ok === true && hopper.value.active);
  const opened = told.findIndex((hopper, index) => index > closed && hopper?.ok === true);
  expect((cycles[stopped]?.outputs as BinOutputs | undefined)?.ram).toBe("off");
  return opened === -1 ? NaN : stopped - opened + 1;
}
