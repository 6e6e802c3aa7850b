import { percent, type Percent } from "../../device/measure/units.ts";

/**
 * Charge by the voltage of a battery at rest, as `[mV, %]` from empty to full. Common tables of battery makers, which
 * differ by a tenth of the charge; our choice among them.
 */
const BATTERIES = {
  "lead-12v": [
    [10_500, 0],
    [11_510, 10],
    [11_660, 20],
    [11_810, 30],
    [11_960, 40],
    [12_100, 50],
    [12_240, 60],
    [12_370, 70],
    [12_500, 80],
    [12_620, 90],
    [12_730, 100],
  ],
  "lifepo4-4s": [
    [10_000, 0],
    [12_000, 9],
    [12_500, 14],
    [12_800, 17],
    [12_900, 20],
    [13_000, 30],
    [13_100, 40],
    [13_200, 70],
    [13_300, 90],
    [13_400, 99],
    [13_600, 100],
  ],
} as const satisfies Record<string, readonly (readonly [mV: number, pct: number])[]>;
export type BatteryKind = keyof typeof BATTERIES;

/** Straight from one point of the table to the next; beyond its ends empty and full. */
export function chargeOf(kind: BatteryKind, voltageMv: number): Percent {
  const table: readonly (readonly [number, number])[] = BATTERIES[kind];
  const above = table.findIndex(([mv]) => mv >= voltageMv);
  const [next, last] = [table[above], table[above - 1]];
  if (next === undefined) return percent(100);
  if (last === undefined) return percent(0);
  return percent(last[1] + ((next[1] - last[1]) * (voltageMv - last[0])) / (next[0] - last[0]));
}
