import { describe, expect, it } from "vitest";
import { initialElectrical, nextElectrical } from "../../device/lamp/watch/electrical.ts";
import { Moments } from "../../device/measure/moments.ts";
import type { DriverWord } from "../../device/measure/samples.ts";
import { instant } from "../../device/measure/time.ts";
import { percent, watts } from "../../device/measure/units.ts";
import { Dice } from "./dice.ts";
import { LUMINAIRE, MINUTE, SECOND, sound, WatchedLamp, type Behaviour } from "./watched-lamp.ts";

const dead: Behaviour = () => 0.4;
const stuckAt =
  (levelPct: number): Behaviour =>
  (asked) =>
    asked === 0 ? 0 : sound(levelPct, 0);
const times =
  (factor: number): Behaviour =>
  (asked, now) =>
    (sound(asked, now) ?? 0) * factor;
/** Off and on by itself, for so long each. */
const blinking =
  (lasts: number): Behaviour =>
  (asked, now) =>
    Math.floor(now / lasts) % 2 === 0 ? sound(asked, now) : 0;

describe("a lamp that is dead (row 18)", () => {
  it.each([20, 55, 100])(
    "is told after 60 s of less than a tenth of its power at %d %%, and not before",
    (levelPct) => {
      const lamp = new WatchedLamp().at(0, { levelPct }).at(MINUTE, { behaves: dead });
      lamp.run(10 * MINUTE);
      expect(lamp.told).toEqual([[2 * MINUTE, "lampFailure", true]]);
      expect(lamp.toldAt("lampFailure")).toBeLessThanOrEqual(MINUTE + 120 * SECOND);
    },
  );

  it("is not told of a lamp so dim that power cannot tell, nor of a dark one", () => {
    for (const levelPct of [0, 5, 10]) {
      const lamp = new WatchedLamp().at(0, { levelPct, behaves: () => 0 });
      lamp.run(600 * MINUTE);
      expect(lamp.active).toEqual([]);
    }
  });

  it("shows in the half minutes for which a post at 10 % is bright", () => {
    const lamp = new WatchedLamp().at(0, { levelPct: 10, behaves: () => 0 });
    for (let passer = 0; passer < 3; passer += 1) {
      lamp.after(7 * MINUTE, { levelPct: 100 }).after(30 * SECOND, { levelPct: 10 });
    }
    expect(lamp.active).toEqual(["lampFailure"]);
  });

  it("is over after 60 s of light, and by day nothing speaks against it", () => {
    const lamp = new WatchedLamp()
      .at(0, { levelPct: 100, behaves: dead })
      .at(10 * MINUTE, { levelPct: 0, isDay: true });
    lamp.run(900 * MINUTE);
    expect(lamp.active).toEqual(["lampFailure"]);
    lamp.at(900 * MINUTE, { levelPct: 100, isDay: false, behaves: sound });
    lamp.run(910 * MINUTE);
    expect(lamp.told.at(-1)).toEqual([901 * MINUTE, "lampFailure", false]);
  });

  it("is no failure of a lamp that starts late, or of a meter that is", () => {
    const lamp = new WatchedLamp(SECOND);
    for (let passer = 0; passer < 200; passer += 1) {
      const on = lamp.now + MINUTE;
      lamp
        .at(on, { levelPct: 100, behaves: dead })
        .at(on + 20 * SECOND, { behaves: sound })
        .at(on + MINUTE, { levelPct: 10 });
    }
    expect(lamp.told).toEqual([]);
  });
});

describe("a lamp that does not follow its level (row 19)", () => {
  it.each([
    ["full at 30 %", 30, stuckAt(100), ["dimmingFailure", "lampPowerTooHigh"]],
    ["60 % at full", 100, stuckAt(60), ["dimmingFailure", "lampPowerTooLow"]],
    ["a third too much", 100, times(1.32), ["dimmingFailure"]],
    ["half its power", 100, times(0.5), ["dimmingFailure", "lampPowerTooLow"]],
    ["one and a half times it", 50, times(1.5), ["dimmingFailure", "lampPowerTooHigh"]],
  ] as const)("is told after 5 min: %s", (_what, levelPct, behaves, failures) => {
    const lamp = new WatchedLamp().at(0, { levelPct, behaves });
    lamp.run(15 * MINUTE);
    expect(lamp.told).toEqual(failures.map((name) => [5 * MINUTE, name, true]));
  });

  it.each([
    [100, 1.24],
    [100, 0.76],
    [40, 1.24],
    [20, 1.4],
    [3, 2],
  ])("at %d %% is fine with %d times its power", (levelPct, factor) => {
    const lamp = new WatchedLamp().at(0, { levelPct, behaves: times(factor) });
    lamp.run(60 * MINUTE);
    expect(lamp.active).toEqual([]);
  });

  it("says of a dead lamp that it is dead, and no more", () => {
    const lamp = new WatchedLamp().at(0, { levelPct: 100, behaves: dead });
    lamp.run(60 * MINUTE);
    expect(lamp.active).toEqual(["lampFailure"]);
  });
});

describe("a lamp that burns by day (row 19)", () => {
  it.each([
    [9, null],
    [8.1, 10 * MINUTE],
    [7.9, null],
  ])("with %d W of 40 is told at %s", (powerW, toldAt) => {
    const lamp = new WatchedLamp().at(0, { isDay: true, behaves: () => powerW });
    lamp.at(9.9 * MINUTE, powerW === 9 ? { behaves: () => 0 } : {}).run(30 * MINUTE);
    expect(lamp.toldAt("lampUnexpectedOn")).toBe(toldAt);
  });

  it("is muted while someone overrides it, and told again after", () => {
    const lamp = new WatchedLamp().at(0, { isDay: true, behaves: () => 40 }).at(15 * MINUTE);
    expect(lamp.active).toEqual(["lampUnexpectedOn"]);
    expect(lamp.at(16 * MINUTE, { isOverridden: true, levelPct: 100 }).active).toEqual([]);
    lamp.run(200 * MINUTE);
    expect(lamp.active).toEqual([]);
    expect(lamp.at(200 * MINUTE, { isOverridden: false, levelPct: 0 }).at(215 * MINUTE).active).toEqual([
      "lampUnexpectedOn",
    ]);
  });

  it("is not a lamp that goes out slowly after an override of half an hour", () => {
    const lamp = new WatchedLamp().at(0, { isDay: true }).at(MINUTE, { isOverridden: true, levelPct: 100 });
    lamp
      .at(31 * MINUTE, { isOverridden: false, levelPct: 0, behaves: () => 30 })
      .after(20 * SECOND, { behaves: sound });
    lamp.run(60 * MINUTE);
    expect(lamp.told).toEqual([]);
  });

  it("is as it should be at night", () => {
    const lamp = new WatchedLamp()
      .at(0, { isDay: true, behaves: () => 40 })
      .at(15 * MINUTE, { isDay: false, levelPct: 100 });
    lamp.run(30 * MINUTE);
    expect(lamp.told.at(-1)).toEqual([25 * MINUTE, "lampUnexpectedOn", false]);
  });
});

describe("a lamp that goes on and off by itself (row 19)", () => {
  it.each([30 * SECOND, 2 * MINUTE, 4 * MINUTE])("every %d ms is told within 15 min", (lasts) => {
    const lamp = new WatchedLamp(SECOND).at(0, { levelPct: 100 }).at(60 * MINUTE, { behaves: blinking(lasts) });
    lamp.run(90 * MINUTE);
    expect(lamp.toldAt("cyclingFailure")).toBeLessThanOrEqual(75 * MINUTE);
  });

  it("is told at the third switch in 10 min, not at two, nor at three in more", () => {
    const switches = (...moments: readonly number[]) => {
      const lamp = new WatchedLamp().at(0, { levelPct: 100 }).at(MINUTE);
      for (const [index, at] of moments.entries()) lamp.at(at * MINUTE, { behaves: index % 2 === 0 ? dead : sound });
      return lamp.active.includes("cyclingFailure");
    };
    expect(switches(5, 5.5)).toBe(false);
    expect(switches(5, 5.5, 14.9)).toBe(true);
    expect(switches(5, 14, 15.1)).toBe(false);
    expect(switches(5, 14, 15.1, 15.2)).toBe(true);
  });

  it("is over when it was still for 10 min", () => {
    const lamp = new WatchedLamp(SECOND).at(0, { levelPct: 100 }).at(10 * MINUTE, { behaves: blinking(40 * SECOND) });
    lamp.at(20 * MINUTE, { behaves: sound }).run(40 * MINUTE);
    expect(lamp.active).toEqual([]);
    expect(lamp.told.at(-1)?.[0]).toBeGreaterThanOrEqual(29 * MINUTE);
  });

  it("is not told when its level is what goes up and down", () => {
    const lamp = new WatchedLamp(SECOND);
    for (let round = 0; round < 40; round += 1) lamp.after(45 * SECOND, { levelPct: round % 2 === 0 ? 100 : 0 });
    expect(lamp.told).toEqual([]);
  });
});

describe("a lamp whose power nothing measures", () => {
  it("never has such an alarm, and nothing changes for it", () => {
    const lamp = new WatchedLamp().at(0, { behaves: () => null });
    for (let round = 0; round < 200; round += 1) {
      lamp.after(7 * MINUTE, { levelPct: (round * 37) % 101, isDay: round % 3 === 0, isOverridden: round % 5 === 0 });
    }
    expect(lamp.told).toEqual([]);
    const still = lamp.judged;
    expect(lamp.after(MINUTE).judged).toBe(still);
  });

  it("keeps what was seen while its meter is away for a moment, and forgets it after 10 min", () => {
    const lamp = new WatchedLamp().at(0, { levelPct: 100, behaves: dead }).at(5 * MINUTE, { behaves: () => null });
    expect(lamp.at(14.9 * MINUTE).active).toEqual(["lampFailure"]);
    expect(lamp.at(16 * MINUTE).active).toEqual([]);
  });
});

it.each([1, 2, 3, 4, 5])("is judged alike every second and at announced moments alone (seed %d)", (seed) => {
  const [jumps, steps] = [new WatchedLamp().at(0), new WatchedLamp(SECOND).at(0)];
  const dice = new Dice(seed);
  const waits = [1, 5, 29, 30, 31, 60, 150, 300, 599, 600, 601].map((wait) => wait * SECOND);
  const one = <T>(of: readonly T[]): T => of[Math.floor(dice.between(0, of.length))] as T;
  for (let turn = 0; turn < 300; turn += 1) {
    const wait = one(waits);
    const change = {
      levelPct: one([0, 0, 10, 30, 100]),
      isDay: dice.chance(0.5),
      isOverridden: dice.chance(0.2),
      behaves: one<Behaviour>([sound, sound, dead, stuckAt(100), times(0.5), () => null, () => 40]),
      driverSays: one<DriverWord | null>([null, null, "fine", "lampFailed", "shutDown", "reduced"]),
    };
    jumps.after(wait, change);
    steps.after(wait, change);
    expect(jumps.judged).toEqual(steps.judged);
  }
  expect(jumps.told).toEqual(steps.told);
  expect(new Set(jumps.told.map(([, failure]) => failure)).size).toBeGreaterThanOrEqual(4);
});

it("comes back the same while nothing changes", () => {
  const watched = { askedPct: percent(50), powerW: watts(20), driverSays: null, isDay: false, isOverridden: false };
  const next = (was: ReturnType<typeof initialElectrical>, now: number) =>
    nextElectrical(was, watched, LUMINAIRE, new Moments(instant(now))).electrical;
  const settled = next(next(initialElectrical(instant(0)), 0), MINUTE);
  expect(next(settled, 2 * MINUTE)).toBe(settled);
});
