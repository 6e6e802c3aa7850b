import { hours } from "../../measure/time.ts";
import type { Moments } from "../../measure/moments.ts";
import type { Digital } from "../../measure/samples.ts";
import type { Reading } from "../../measure/reading.ts";
import type { FillLevel } from "../level/fill.ts";
import type { BinSettings, PressSettings } from "../settings.ts";
import type { Since } from "./watch.ts";

/** Litter at the press line is pressed down within the day: what blocks the beam for longer is none. Our choice. */
export const BEAM_DOUBTED_MS = hours(24);

/**
 * Whether a blocked beam may start a stroke. Blocked is what a cut wire, a dirty lens and a web read too, so it is valid
 * only where the beam was seen clear since the ram moved last: each of them starts one stroke at most.
 */
export const beamTrusted = (was: boolean, beam: Reading<Digital>, driven: boolean): boolean =>
  beam.ok && (!beam.value.active || (was && !driven));

/**
 * Blocked for long while the level is below the press line: dirt, a web, or no supply. A level that is not valid says
 * nothing, so it neither begins nor ends this.
 */
export function beamDoubted(
  was: boolean,
  since: Since["beamBlocked"],
  level: FillLevel,
  { hysteresisPct }: BinSettings,
  { pressAtPct }: PressSettings,
  moments: Moments,
): boolean {
  if (since === null || !moments.passed(since, BEAM_DOUBTED_MS)) return false;
  return level.quality === "valid" ? level.fillPct < pressAtPct - hysteresisPct : was;
}
