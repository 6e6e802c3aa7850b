import type { Json } from "../../measure/decision.ts";
import { epochMs, type EpochMs } from "../../measure/time.ts";
import { NO_RATES, RATE_MAX, WEEK_HOURS, type Rates } from "../forecast/rates.ts";

/**
 * What outlives a power cut of collections and forecast, about 1 KB. Written when a bin was emptied or became full, and
 * else once an hour at most; null: not known.
 */
export type KeptCollecting = {
  /** The last collection, or the first start; and since when it has been full. */
  readonly sinceEpochMs: EpochMs | null;
  readonly isFull: boolean;
  readonly fullEpochMs: EpochMs | null;
  readonly collections: number;
  readonly thrown: number;
  /** null: not learned yet. */
  readonly takes: number | null;
  readonly rates: Rates;
};

/** Reads what was found; null: nothing, or not what this version writes. Nothing unsafe comes of forgetting it. */
export function keptCollecting(found: Json | undefined): KeptCollecting | null {
  if (typeof found !== "object" || found === null || Array.isArray(found)) return null;
  const { sinceEpochMs, isFull, fullEpochMs, collections, thrown, takes, rates } = found as { [key: string]: Json };
  const since = moment(sinceEpochMs);
  const full = moment(fullEpochMs);
  const table = ratesOf(rates);
  if (since === undefined || full === undefined || table === null || typeof isFull !== "boolean") return null;
  if (!isCount(collections) || !isCount(thrown) || !(takes === null || isCount(takes))) return null;
  return { sinceEpochMs: since, isFull, fullEpochMs: full, collections, thrown, takes, rates: table };
}

const isCount = (value: Json | undefined): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

function moment(value: Json | undefined): EpochMs | null | undefined {
  if (value === null) return null;
  return isCount(value) ? epochMs(value) : undefined;
}

function ratesOf(value: Json | undefined): Rates | null {
  if (!Array.isArray(value)) return null;
  if (value.length === 0) return NO_RATES;
  const rates = value as readonly Json[];
  const known = rates.every((rate) => rate === null || (isCount(rate) && rate <= RATE_MAX));
  return rates.length === WEEK_HOURS && known ? (rates as Rates) : null;
}
