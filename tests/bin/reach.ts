import { expect } from "vitest";
import { NOTHING_REMEMBERED, type Remembered } from "../../device/bin/remembered.ts";
import type { BinSettings } from "../../device/bin/settings.ts";
import type { Mode } from "../../device/bin/press/states.ts";
import { millimetres } from "../../device/measure/units.ts";
import { BinBench, CYCLE_MS } from "./bin-bench.ts";
import { SOUND_SETTINGS } from "./sound-bin.ts";

type Name = Mode["name"];
type PressSettings = NonNullable<BinSettings["press"]>;

/** The sound bin with another setting of its press. */
export function settingsWith(press: Partial<PressSettings>): BinSettings {
  if (SOUND_SETTINGS.press === null) throw new Error("the sound bin has a press");
  return { ...SOUND_SETTINGS, press: { ...SOUND_SETTINGS.press, ...press } };
}

/** Many strokes in a test of minutes. */
export const OFTEN = settingsWith({ strokesPerHourMax: 200, strokesPerDayMax: 200 });

export const atRest = (bench = new BinBench()): BinBench => {
  if (!bench.runTo("IDLE", 5_000)) throw new Error(`not ready: in ${bench.mode.name}`);
  return bench;
};
/** At rest, and the fill level has been confirmed. */
export const settled = (bench = new BinBench()): BinBench => {
  atRest(bench).run(16_000);
  return bench;
};
/** A stroke that was asked for, in this state. */
export function inStroke(state: Name, bench = new BinBench()): BinBench {
  settled(bench).request("compact");
  if (!bench.runTo(state)) throw new Error(`not in ${state} but in ${bench.mode.name}`);
  return bench;
}
/** Locked out in the middle of a stroke, the ram half way down and the hand off the emergency stop. */
export function stoppedHalfWay(bench = new BinBench()): BinBench {
  inStroke("EXTEND", bench).run(5_000);
  bench.push("reset");
  bench.blip("eStop", true, 500);
  bench.run(1_000);
  return bench;
}
/** The same, reset: the ram is not at its top and waits for START. */
export function waitingHalfWay(bench = new BinBench()): BinBench {
  stoppedHalfWay(bench).push("reset");
  bench.run(100);
  return bench;
}

/** A bin in each state, by the shortest honest way. */
export const REACH: Readonly<Record<Name, () => BinBench>> = {
  BOOT: () => {
    const bench = new BinBench();
    bench.store.stalled = true;
    bench.run(200);
    return bench;
  },
  SELF_TEST: () => {
    const bench = new BinBench();
    bench.set("binPresent", false);
    bench.run(500);
    return bench;
  },
  WAIT_START: () => {
    const bench = new BinBench(settingsWith({ armAfterPowerLoss: false }));
    bench.run(2_000);
    return bench;
  },
  IDLE: () => settled(),
  LOCKING: () => inStroke("LOCKING"),
  WARN: () => inStroke("WARN"),
  EXTEND: () => inStroke("EXTEND"),
  PAUSE: () => {
    const bench = new BinBench();
    bench.breakPress({ jamDownMm: 30 });
    return inStroke("PAUSE", bench);
  },
  DWELL: () => inStroke("DWELL"),
  RETRACT: () => inStroke("RETRACT"),
  VERIFY: () => inStroke("VERIFY"),
  COOL: () => inStroke("COOL"),
  FULL_LOCKED: () => {
    const bench = remembering({ full: true });
    bench.run(2_000);
    return bench;
  },
  COLLECTION: () => {
    const bench = settled();
    bench.set("doorA", false);
    bench.set("doorB", false);
    bench.run(100);
    return bench;
  },
  SAFE_STOP: () => {
    const bench = settled();
    bench.store.stalled = true;
    bench.blip("eStop", true, 500);
    bench.run(1_000);
    return bench;
  },
  LOCKOUT: () => {
    const bench = settled();
    bench.blip("eStop", true, 500);
    bench.run(1_000);
    return bench;
  },
  SERVICE: () => inService(),
  SHUTDOWN: () => {
    const bench = settled();
    bench.chargePct = 9;
    bench.touched();
    bench.run(10_100);
    return bench;
  },
};

/** The same with the key at SERVICE, nothing held and the hopper locked. */
export function inService(bench = settled()): BinBench {
  bench.set("key", true);
  bench.run(500);
  if (bench.mode.name !== "SERVICE") throw new Error(`not in SERVICE but in ${bench.mode.name}`);
  return bench;
}
/** Both service buttons, or the first alone, for so long; then a second without. */
export function drive(bench: BinBench, way: "up" | "down", ms: number): void {
  bench.set("serviceA", true);
  if (way === "down") bench.set("serviceB", true);
  bench.run(ms);
  bench.set("serviceA", false);
  bench.set("serviceB", false);
  bench.run(1_000);
}

/** A bin that has this in its memory when power comes. */
export const remembering = (what: Partial<Remembered>, settings = SOUND_SETTINGS): BinBench =>
  new BinBench(settings, [7, { ...NOTHING_REMEMBERED, ...what }]);
export const doorOpens = (bench: BinBench): void => {
  bench.set("doorA", false);
  bench.set("doorB", false);
};
export const doorCloses = (bench: BinBench): void => {
  bench.set("doorA", true);
  bench.set("doorB", true);
};
export const keyTurned = (bench: BinBench): void => bench.set("key", true);
export const drained = (bench: BinBench): void => {
  bench.chargePct = 9.9;
  bench.touched();
};
export const drifts = (bench: BinBench): void => bench.breakPress({ stuckTop: "open" });
/** The surface of the litter at this level, as the fill sensor says it. */
export const levelAt = (bench: BinBench, fillPct: number): void => {
  bench.level = { quality: "valid", distanceMm: millimetres(1_200 - 9 * fillPct) };
  bench.touched();
};
export const hardAt = (travelMm: number): BinBench => {
  const bench = new BinBench();
  bench.breakPress({ jamDownMm: travelMm });
  return bench;
};

/** What an asked-for stroke is answered. */
export function refusal(bench: BinBench): string {
  bench.told.splice(0);
  bench.request("compact", {}, "site");
  bench.run(40);
  const answer = bench.told.find(({ report }) => report.stream === "compact")?.report.values;
  expect(answer).toMatchObject({ code: 409 });
  return JSON.stringify(answer?.["result"]);
}

/** One asked-for stroke until the bin is ready for the next. */
export function stroke(bench: BinBench): void {
  bench.request("compact");
  bench.run(40);
  expect(bench.mode.name).toBe("LOCKING");
  bench.runTo("VERIFY");
  bench.run(15_100);
  bench.runTo("IDLE", 61_000);
}

/** Nothing is driven for so long, and the onlooker finds nothing. */
export function stillFor(bench: BinBench, ms: number): void {
  for (let past = 0; past < ms; past += CYCLE_MS) {
    bench.run(CYCLE_MS);
    if (bench.outputs.ram !== "off") throw new Error(`driven ${bench.outputs.ram} in ${bench.mode.name}`);
  }
  expect(bench.wrong).toEqual([]);
}
