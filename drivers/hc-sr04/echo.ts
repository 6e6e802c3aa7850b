import type { Range } from "../../device/measure/samples.ts";
import { soundMps } from "../../device/measure/sound.ts";
import { celsius, millimetres } from "../../device/measure/units.ts";

/** The air that distances are reckoned for. Whoever knows the air better corrects by it. */
const ASSUMED_C = celsius(20);
/** Nearest and farthest (mm) that the sensor gives. HC-SR04 datasheet: 2 to 400 cm. */
export const NEAREST_MM = 20;
export const FARTHEST_MM = 4_000;

const US_OF_MS = 1_000;

/**
 * What an echo of so many us, there and back, tells. The board says 0 when it heard none in time: that is no distance,
 * and neither is what lies beyond the sensor's reach.
 */
export function rangeOf(echoUs: number): Range {
  if (!(echoUs > 0)) return { quality: "noEcho" };
  const distanceMm = Math.round(((echoUs / US_OF_MS) * soundMps(ASSUMED_C)) / 2);
  if (distanceMm > FARTHEST_MM) return { quality: "noEcho" };
  if (distanceMm < NEAREST_MM) return { quality: "blind" };
  return { quality: "valid", distanceMm: millimetres(distanceMm), assumedC: ASSUMED_C };
}
