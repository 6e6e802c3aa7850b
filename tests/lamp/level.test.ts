import { describe, expect, it } from "vitest";
import { levelBy, type Known } from "../../device/lamp/level.ts";
import type { Night } from "../../device/lamp/night/night.ts";
import type { LampSettings } from "../../device/lamp/settings.ts";
import { percent } from "../../device/measure/units.ts";
import { SETTINGS } from "./post.ts";

const BOTH = [true, false];
const ALL: readonly Known[] = (["yes", "no", "unsure"] satisfies Night[]).flatMap((night) =>
  BOTH.flatMap((clockOk) =>
    BOTH.flatMap((pirOk) => BOTH.map((someoneNear) => ({ night, clockOk, pirOk, someoneNear }))),
  ),
);
const set = (base: number, boost: number, floor: number, safe: number): LampSettings => ({
  ...SETTINGS,
  basePct: percent(base),
  boostPct: percent(boost),
  floorPct: percent(floor),
  safePct: percent(safe),
});
const LAMPS = [
  set(30, 100, 10, 100),
  set(0, 0, 0, 50),
  set(5, 5, 10, 80),
  set(60, 40, 10, 100),
  set(100, 100, 100, 100),
];

/** Rows 2, 5, 6 and 7 of table 5a, written as the table is: the first that holds. */
const ROWS: readonly (readonly [
  holds: (k: Known) => boolean,
  level: (s: LampSettings, k: Known) => number,
  reason: RegExp,
])[] = [
  [({ night, clockOk }) => night === "unsure" || (night === "yes" && !clockOk), (s) => s.safePct, /^safe$/],
  [({ night }) => night === "no", () => 0, /^day$/],
  [({ pirOk }) => !pirOk, (s) => s.safePct, /^pirFault$/],
  [() => true, (s, k) => Math.max(s.basePct, k.someoneNear ? s.boostPct : 0, s.floorPct), /^(?:base|motion|floor)$/],
];

describe("table 5a", () => {
  it.each(LAMPS)("is kept in each combination by %j", (settings) => {
    expect(ALL).toHaveLength(24);
    for (const known of ALL) {
      const row = ROWS.find(([holds]) => holds(known));
      const won = levelBy(known, settings);
      expect(won.levelPct).toBe(row?.[1](settings, known));
      expect(won.reason).toMatch(row?.[2] ?? /^$/);
    }
  });

  it.each([
    [set(30, 100, 10, 100), false, "base"],
    [set(30, 100, 10, 100), true, "motion"],
    [set(30, 30, 30, 100), true, "base"],
    [set(5, 10, 10, 100), true, "motion"],
    [set(5, 5, 10, 100), true, "floor"],
  ])("names the largest, and the program in a tie: %#", (settings, someoneNear, reason) => {
    expect(levelBy({ night: "yes", clockOk: true, pirOk: true, someoneNear }, settings).reason).toBe(reason);
  });
});
