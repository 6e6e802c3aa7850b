import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Backend } from "../../drivers/gpio/settings.ts";
import { NO_FAULTS, type PressFaults } from "../../hal-mocks/press-make.ts";
import { until } from "../link/link-process.ts";
import { BinRig } from "./bin-rig.ts";
import { onSteadyMachine } from "./steady.ts";

/** The relay in the guard chain has dropped by then, and so the ram stands. */
const CHAIN_OPENS_MS = 1_000;
const LONG_MS = 300_000;

let rig: BinRig;
const begin =
  (backend: Backend, faults: PressFaults = NO_FAULTS) =>
  async () => {
    rig = await BinRig.start(backend, {}, faults);
  };
const steadily = (body: () => Promise<void>) => onSteadyMachine(body, () => rig.worstLateMs());

/** A bin of its own: put back to service after a stop it goes home first, and rests a minute. */
describe("a bin that dwells", () => {
  beforeAll(begin("auto"), LONG_MS);
  afterAll(() => rig.close());

  it(
    "stops for good when a guard opens and closes again in DWELL",
    steadily(async () => {
      await rig.halfDown();
      await rig.reaches("DWELL");
      await rig.openHopper(20);
      await rig.reaches("LOCKOUT");
      expect(await rig.texts()).toContain("stopped in DWELL: a guard opened during a stroke");
      expect(rig.press.driven).toBe("off");
    }),
    LONG_MS,
  );
});

describe("a bin on sysfs", () => {
  beforeAll(begin("sysfs"), LONG_MS);
  afterAll(() => rig.close());

  it(
    "drives on when control is killed in a stroke, until the chain and the next start make it safe",
    steadily(async () => {
      await rig.halfDown();
      process.kill(rig.run.controlPid, "SIGKILL");
      await pause(CHAIN_OPENS_MS);
      expect(rig.press.driven).toBe("down");
      const { travelMm } = rig.press;
      await until("the next start to let go of the ram's lines", () => rig.press.driven === "off", 60);
      await rig.reaches("LOCKOUT");
      expect(await rig.texts()).toContain("locked out: power was lost while the press was moving");
      expect(rig.press.travelMm).toBe(travelMm);
    }),
    LONG_MS,
  );
});

describe("a bin whose BOTTOM switch is on a wrong pin, so that both are made", () => {
  beforeAll(begin("auto", { ...NO_FAULTS, stuckBottom: "made" }), LONG_MS);
  afterAll(() => rig.close());

  it(
    "names it, and never moves",
    steadily(async () => {
      await rig.reaches("LOCKOUT");
      expect(await rig.texts()).toContain("stopped in SELF_TEST: the limit switches contradict each other at rest");
      await rig.openHopper();
      expect(rig.press.driven).toBe("off");
      expect(rig.press.sawDriven).toBe(false);
    }),
    LONG_MS,
  );
});
