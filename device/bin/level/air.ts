import type { Reading } from "../../measure/reading.ts";
import type { Range } from "../../measure/samples.ts";
import { soundMps } from "../../measure/sound.ts";
import { celsius, type Celsius } from "../../measure/units.ts";

/** Row 13 promises this span, so it is also what the air may be while nobody knows. */
const COLDEST_C = celsius(-30);
const WARMEST_C = celsius(60);
/** A thermometer outside this says nothing about the air in a housing: our choice, the span of industrial parts. */
const CREDIBLE_C = [-40, 85] as const;

/** `errorMm`: how far off `distanceMm` may be, either way, because nobody knows the air's temperature; else 0. */
export type Distance = { readonly distanceMm: number; readonly errorMm: number };

/**
 * The distance as the air of this moment makes it. Without a temperature it stays as the sensor reckoned it: the
 * level is then the best there is, and says by how much it may be wrong.
 */
export function inThisAir(range: Extract<Range, { quality: "valid" }>, temperature: Reading<Celsius>): Distance {
  const { distanceMm, assumedC } = range;
  if (assumedC === undefined) return { distanceMm, errorMm: 0 };
  const scale = (airC: Celsius): number => soundMps(airC) / soundMps(assumedC);
  if (temperature.ok && temperature.value >= CREDIBLE_C[0] && temperature.value <= CREDIBLE_C[1]) {
    return { distanceMm: distanceMm * scale(temperature.value), errorMm: 0 };
  }
  const worst = Math.max(Math.abs(scale(COLDEST_C) - 1), Math.abs(scale(WARMEST_C) - 1));
  return { distanceMm, errorMm: Math.ceil(Math.abs(distanceMm) * worst) };
}
