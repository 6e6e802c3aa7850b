import { describe, expect, it } from "vitest";
import { ENERGY_MODES } from "../../../device/bin/energy/mode.ts";
import { sleepNow, type SleepSight } from "../../../device/bin/energy/sleep.ts";
import type { Mode } from "../../../device/bin/press/states.ts";
import { SLEEP_LEAST_MS, SLEEP_MOST_MS } from "../../../device/hal/board-sleep.ts";
import { Moments } from "../../../device/measure/moments.ts";
import { instant } from "../../../device/measure/time.ts";
import { REACH } from "../reach.ts";
import { HOUR, MINUTE } from "./rig.ts";

const QUIET: SleepSight = {
  energy: "commsOnly",
  press: { name: "IDLE", since: instant(0) },
  guards: { topOk: true, hopperClosed: true, doorClosed: true },
  ...{ burning: false, strokeOpen: false, stored: true, delivered: true },
  awakeSince: instant(0),
};
const at = (sight: Partial<SleepSight>, now = 3 * MINUTE) =>
  sleepNow({ ...QUIET, ...sight }, new Moments(instant(now)));

describe("row 22: a board that can be woken sleeps between reports", () => {
  it("in comms-only and shutdown alone, as long as its timer can", () => {
    expect(ENERGY_MODES.map((energy) => at({ energy }))).toEqual([null, null, 30 * MINUTE, 2 * HOUR]);
    for (const energy of ["commsOnly", "shutdown"] as const) {
      expect(at({ energy })).toBeGreaterThanOrEqual(SLEEP_LEAST_MS);
      expect(at({ energy })).toBeLessThanOrEqual(SLEEP_MOST_MS);
    }
  });

  it.each<[string, Partial<SleepSight>]>([
    ["a stroke is open", { strokeOpen: true }],
    ["the memory is not on disk", { stored: false }],
    ["the city has not heard all", { delivered: false }],
    ["it burns", { burning: true }],
    ["the ram is not at its top", { guards: { ...QUIET.guards, topOk: false } }],
    ["the hopper is open", { guards: { ...QUIET.guards, hopperClosed: false } }],
    ["the door is open", { guards: { ...QUIET.guards, doorClosed: false } }],
  ])("not while %s", (_, sight) => expect(at(sight)).toBe(null));

  it("wakes the device when three minutes have passed, and not before", () => {
    const moments = new Moments(instant(3 * MINUTE - 1));
    expect(sleepNow(QUIET, moments)).toBe(null);
    expect(moments.next).toBe(3 * MINUTE);
  });

  it("in no state in which something is under way", () => {
    const sleeps = Object.entries(REACH).filter(([, reach]) => at({ press: reach().mode }) !== null);
    const names: Mode["name"][] = ["WAIT_START", "IDLE", "FULL_LOCKED", "LOCKOUT"];
    expect(sleeps.map(([name]) => name).sort()).toEqual([...names].sort());
  });
});
