import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BinOutputs, BinReadings } from "../../device/bin/readings.ts";
import { parseRecord } from "../../device/control/replay.ts";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { BIN } from "./bin-config.ts";
import { BinRig } from "./bin-rig.ts";
import { onSteadyMachine } from "./steady.ts";

/** The bounds: for the ram's lines at the simulator, under emulation; and by the flight record. */
const STOP_MS = 250;
const STOP_CYCLES = 2;
const LONG_MS = 300_000;

let rig: BinRig;
const begin = async (): Promise<void> => {
  rig = await BinRig.start("auto");
};
const end = (): Promise<void> => rig.close();

/** A contact that is held for 0.4 s, and a stop within 0.25, are lost on a machine that stands still for as long. */
const steadily = (body: () => Promise<void>) => onSteadyMachine(body, () => rig.worstLateMs());
const killControl = () => process.kill(rig.run.controlPid, "SIGKILL");

describe("a bin on the character device", () => {
  beforeAll(begin, LONG_MS);
  afterAll(end);

  it(
    "stops when a guard opens in a stroke: soon by the lines, within two cycles by the flight record",
    steadily(async () => {
      await rig.halfDown();
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
      expect(await rig.texts()).toContain("stopped in EXTEND: a guard opened during a stroke");
    }),
    LONG_MS,
  );

  it(
    "lets the ram's lines fall to their pull when control is killed in a stroke, and is locked out after it",
    steadily(async () => {
      await rig.halfDown();
      killControl();
      await until("the ram's lines to be off", () => rig.press.driven === "off", STOP_MS / 1_000);
      const { travelMm } = rig.press;
      await rig.reaches("LOCKOUT");
      expect(await rig.texts()).toContain("locked out: power was lost while the press was moving");
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
