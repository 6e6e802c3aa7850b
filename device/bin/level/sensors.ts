import type { Celsius } from "../../measure/units.ts";
import type { Reading } from "../../measure/reading.ts";
import type { Range } from "../../measure/samples.ts";
import type { BinReadings } from "../readings.ts";
import { inThisAir, type Distance } from "./air.ts";
import { qualityOfFault, type FillQuality } from "./fill-quality.ts";
import { median } from "./hampel.ts";

export type LevelReadings = Pick<BinReadings, "level" | "level2" | "level3" | "temperature">;
/** Several sensors made one: a distance, or why there is none. */
export type Surface = ({ readonly quality: "valid" } & Distance) | { readonly quality: Exclude<FillQuality, "valid"> };
/** `odd`: one of several sensors gives no distance, or another one than the rest. */
export type Seen = { readonly surface: Surface; readonly odd: boolean };

/**
 * Two ways to see one litter may differ by this much: it springs back, and it is not flat. The same for two sensors as
 * for a sensor and the press (bins.md part 8, VERIFY).
 */
export const AGREE_MM = 150;

/**
 * | valid sensors | the distance                                                             |
 * |---------------|--------------------------------------------------------------------------|
 * | none          | none; the quality of the first that says more than `stale`               |
 * | one           | its own                                                                  |
 * | two           | halfway; more than 150 mm apart: none, `twoTargets`                      |
 * | three         | the middle one                                                           |
 *
 * Of two that disagree one is wrong, and nobody can tell which: a dead one near its nose would make the bin full, one
 * that hears no near echo would make it empty. So neither is taken.
 */
export function seenBy({ level, level2, level3, temperature }: LevelReadings): Seen {
  const fitted = [level, level2, level3].filter((reading) => reading.ok || reading.fault.cause !== "absent");
  const surfaces = fitted.map((reading) => surfaceOf(reading, temperature));
  const surface = joined(surfaces);
  const odd = surfaces.length > 1 && surfaces.some((each) => differs(each, surface));
  return { surface, odd };
}

function joined(surfaces: readonly Surface[]): Surface {
  const known = surfaces.filter((surface) => surface.quality === "valid");
  if (known.length === 0) return surfaces.find(({ quality }) => quality !== "stale") ?? { quality: "stale" };
  const distances = known.map(({ distanceMm }) => distanceMm);
  const errorMm = Math.max(...known.map((surface) => surface.errorMm));
  const [nearMm, farMm] = [Math.min(...distances), Math.max(...distances)];
  if (known.length !== 2) return { quality: "valid", distanceMm: median(distances), errorMm };
  if (farMm - nearMm > AGREE_MM) return { quality: "twoTargets" };
  return { quality: "valid", distanceMm: (nearMm + farMm) / 2, errorMm };
}

function surfaceOf(reading: Reading<Range>, temperature: Reading<Celsius>): Surface {
  if (!reading.ok) {
    const quality = qualityOfFault(reading.fault.cause);
    return { quality };
  }
  const range = reading.value;
  if (range.quality !== "valid") return { quality: range.quality };
  return { quality: "valid", ...inThisAir(range, temperature) };
}

const differs = (one: Surface, joint: Surface): boolean =>
  one.quality !== "valid" || joint.quality !== "valid" || Math.abs(one.distanceMm - joint.distanceMm) > AGREE_MM;
