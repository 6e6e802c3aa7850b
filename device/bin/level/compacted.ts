import type { BinSettings, PressSettings } from "../settings.ts";
import { levelAt } from "./fill.ts";

/** Row 19: so many strokes in a row that press the litter down by less than `GAIN_LEAST_MM` are a full bin. */
export const NO_GAIN_FULL = 3;
export const GAIN_LEAST_MM = 10;
/** What is further off than this is not worth telling. */
const STROKES_LEFT_MAX = 999;

/** The second fill number, as `bin-fill` carries it: percent like the level, and strokes. A key is left out when not known. */
export type Compacted = { readonly compactedPct?: number; readonly strokesLeft?: number };

/**
 * How high the litter stands under pressing force, and how many strokes there are until pressing helps no more: those to
 * the press line at the pace of the last ones, then the three without gain that decide it. `ends` as in `Felt`.
 */
export function compactedOf(
  ends: readonly number[],
  noGain: number,
  full: boolean,
  settings: BinSettings,
  press: PressSettings,
): Compacted {
  const [first, last] = [ends[0], ends.at(-1)];
  if (first === undefined || last === undefined) return {};
  const pct = levelAt(settings, press.plateAtTopMm + last);
  const compactedPct = Math.round(Math.min(100, Math.max(0, pct)));
  if (full) return { compactedPct, strokesLeft: 0 };
  if (pct >= press.pressAtPct) return { compactedPct, strokesLeft: Math.max(0, NO_GAIN_FULL - noGain) };
  const risePct =
    (levelAt(settings, press.plateAtTopMm + last) - levelAt(settings, press.plateAtTopMm + first)) / (ends.length - 1);
  if (ends.length < 2 || risePct <= 0) return { compactedPct };
  const toLine = Math.ceil((press.pressAtPct - pct) / risePct);
  return { compactedPct, strokesLeft: Math.min(STROKES_LEFT_MAX, toLine + NO_GAIN_FULL) };
}
