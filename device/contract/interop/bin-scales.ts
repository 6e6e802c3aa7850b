import type { Percent } from "../../measure/units.ts";
import { percent } from "../../measure/units.ts";

/** Bigbelly's API has tenths, 0 to 10, for the level and for its threshold (diwise/integration-bigbelly). */
export type Bigbelly = { readonly latestFullness?: number; readonly fullnessThreshold?: number };
/** Bintel's API has shares, 0 to 1. */
export type Bintel = { readonly "fill-percent"?: number };

const PCT_OF_TENTH = 10;
const PCT_OF_ONE = 100;

/** A level that is not known is left out. */
export const asBigbelly = (fillPct: Percent | null, fullPct: Percent): Bigbelly => ({
  ...(fillPct === null ? {} : { latestFullness: Math.round(fillPct / PCT_OF_TENTH) }),
  fullnessThreshold: Math.round(fullPct / PCT_OF_TENTH),
});

/** null: the level, or whether it is full, is not known. */
export function ofBigbelly({ latestFullness, fullnessThreshold }: Bigbelly): {
  readonly fillPct: Percent | null;
  readonly full: boolean | null;
} {
  if (latestFullness === undefined) return { fillPct: null, full: null };
  const full = fullnessThreshold === undefined ? null : latestFullness >= fullnessThreshold;
  return { fillPct: percent(latestFullness * PCT_OF_TENTH), full };
}

export const asBintel = (fillPct: Percent | null): Bintel =>
  fillPct === null ? {} : { "fill-percent": fillPct / PCT_OF_ONE };
