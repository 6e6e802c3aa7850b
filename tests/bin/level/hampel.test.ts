import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOutlier, middleOf } from "../../../device/bin/level/hampel.ts";
import { echoMm, type Echoes } from "../../../hal-mocks/echo.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import { Depth, mm } from "./depth.ts";

const TRUE_MM = 800;
const NOISE_MM = 9;
/** Of the filter: further off than this and the noise a sample is always one. */
const LIMIT_MAX_MM = 60;
/** The level after each of these distances, as a distance; null while there is none. */
function levels(distances: readonly number[]): readonly (number | null)[] {
  const depth = new Depth();
  return distances.map((distance) => {
    const level = depth.see(mm(distance));
    return level.quality === "valid" ? level.distanceMm : null;
  });
}
const rmse = (values: readonly (number | null)[]): number =>
  Math.sqrt(values.reduce<number>((sum, value) => sum + ((value ?? Infinity) - TRUE_MM) ** 2, 0) / values.length);

describe("row 14: outliers", () => {
  it("the vectors of part 10: 650 is one, 802 in a bin that stands still is none", () => {
    const middle = middleOf([800, 801, 800, 650, 800, 801, 799]);
    expect(middle.medianMm).toBe(800);
    expect(middle.limitMm).toBeCloseTo(9, 9);
    expect([650, 790, 791, 809, 810].map((distance) => isOutlier(distance, middle))).toEqual([
      ...[true, true, false, false, true],
    ]);
    const still = middleOf([800, 800, 800, 800, 800, 800, 802]);
    expect([isOutlier(802, still), still.limitMm]).toEqual([false, 9]);
    expect(levels([800, 801, 800, 650, 800, 801, 799]).at(-1)).toBe(800);
  });

  it("the limit is 3 sigma of the window, and never past 60 mm", () => {
    expect(middleOf([790, 795, 797, 800, 803, 805, 810]).limitMm).toBeCloseTo(3 * 1.4826 * 5, 9);
    expect(middleOf([100, 300, 500, 800, 1_000, 1_100, 1_200]).limitMm).toBe(60);
  });

  /** Nearer than the limit can tell, a bad sample is taken in now and then: of those the row holds over all, not in each minute. */
  it.each([
    { badFromMm: LIMIT_MAX_MM + NOISE_MM + 1, each: 10 },
    { badFromMm: 20, each: 15 },
  ])("at most 3 bad of any 7, by $badFromMm mm and more: RMSE at most 10 mm", ({ badFromMm, each }) => {
    const bad = fc.oneof(
      fc.integer({ min: 40, max: TRUE_MM - badFromMm }),
      fc.integer({ min: TRUE_MM + badFromMm, max: 1_300 }),
    );
    const noise = fc.integer({ min: -NOISE_MM, max: NOISE_MM });
    const all: (number | null)[] = [];
    const sample = fc.record({ bad, noise, wish: fc.boolean() });
    fc.assert(
      fc.property(fc.array(sample, { minLength: 60, maxLength: 90, size: "max" }), (samples) => {
        const isBad: boolean[] = [];
        const distances = samples.map(({ bad: wrong, noise: off, wish }, index) => {
          const may = index >= 4 && isBad.slice(-6).filter(Boolean).length < 3;
          isBad.push(wish && may);
          return wish && may ? wrong : TRUE_MM + off;
        });
        const out = levels(distances);
        expect(rmse(out)).toBeLessThanOrEqual(each);
        all.push(...out);
      }),
      propertyRuns(300),
    );
    expect(rmse(all)).toBeLessThanOrEqual(10);
  });

  it("20 % impulses of 500 mm either way: 99 % of what comes out is within 10 mm", () => {
    const echoes: Echoes = { noiseMm: 3, impulseShare: 0.2, impulseMm: 500 };
    for (const seed of [1, 2, 3, 4]) {
      const out = levels(Array.from({ length: 10_000 }, (_, index) => echoMm(TRUE_MM, echoes, seed, index)));
      const near = out.filter((value) => value !== null && Math.abs(value - TRUE_MM) <= 10);
      expect(near.length).toBeGreaterThanOrEqual(9_900);
    }
  });

  it.each([30, -30, 250, -500])("a true step of %i mm is in force with its 4th sample, not before", (stepMm) => {
    const out = levels([...Array<number>(7).fill(TRUE_MM), ...Array<number>(7).fill(TRUE_MM + stepMm)]);
    expect(out.slice(7, 10)).toEqual([TRUE_MM, TRUE_MM, TRUE_MM]);
    expect(out.slice(10)).toEqual(Array<number>(4).fill(TRUE_MM + stepMm));
  });

  it("one bad echo after the door was closed confirms nothing", () => {
    const depth = new Depth();
    depth.sees(90, 7);
    depth.see(mm(900), { doorOpen: true });
    depth.see(mm(1_190));
    expect(depth.see(mm(390))).toMatchObject({ confirmed: false });
    expect(depth.see(mm(390))).toMatchObject({ fillPct: 90, confirmed: false });
    expect(depth.see(mm(390))).toMatchObject({ fillPct: 90, confirmed: true });
  });
});
