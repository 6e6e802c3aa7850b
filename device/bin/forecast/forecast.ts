import { epochMs, type EpochMs } from "../../measure/time.ts";
import { filledRates, knownHours, slotOf, WEEK_HOURS, type Rates } from "./rates.ts";

export type Reliability = "low" | "medium" | "high";
/** When a bin will be full, in ms since 1970, and how fast it fills, in percent of its room an hour; absent: not known. */
export type Forecast = {
  readonly reliability: Reliability;
  readonly fullAt?: EpochMs;
  readonly ratePctPerH?: number;
};
/** Without a clock, or with nothing learned. */
export const NO_FORECAST: Forecast = { reliability: "low" };

/** Further ahead nothing is said: litter two weeks old is collected for its age. Our choice. */
const AHEAD_HOURS_MAX = 2 * WEEK_HOURS;
const RATE_OVER_HOURS = 24;
/** Low until so many collections (bins.md, row 4); high from twice as many, with nine of ten hours of a week seen. */
export const MEDIUM_COLLECTIONS = 3;
const HIGH_COLLECTIONS = 2 * MEDIUM_COLLECTIONS;
const HIGH_HOURS = 0.9 * WEEK_HOURS;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export type ForecastInputs = {
  /** Room that is left, null where nobody knows, and all the room there is; in the unit of `Use`. */
  readonly left: number | null;
  readonly takes: number;
  readonly rates: Rates;
  /** Collections since the bin was made. */
  readonly collections: number;
  readonly zone: string;
  /** null: not known. */
  readonly wall: EpochMs | null;
};

/** Goes on hour by hour from now until what is left is used up. A change to summer time on the way is left out. */
export function forecastOf({ left, takes, rates, collections, zone, wall }: ForecastInputs): Forecast {
  const filled = filledRates(rates);
  if (wall === null || filled === null) return NO_FORECAST;
  const first = slotOf(zone, wall);
  const rateOf = (ahead: number): number => filled[(first + ahead) % WEEK_HOURS] ?? 0;
  const reliability = reliabilityOf(collections, knownHours(rates));
  let day = 0;
  for (let ahead = 0; ahead < RATE_OVER_HOURS; ahead++) day += rateOf(ahead);
  const ratePctPerH = Math.round((1_000 * 100 * day) / RATE_OVER_HOURS / takes) / 1_000;
  const inMs = left === null ? null : usedUpIn(left, rateOf, HOUR_MS - (wall % HOUR_MS));
  if (inMs === null) return { reliability, ratePctPerH };
  return { reliability, ratePctPerH, fullAt: epochMs(Math.round((wall + inMs) / MINUTE_MS) * MINUTE_MS) };
}

function usedUpIn(left: number, rateOf: (ahead: number) => number, firstMs: number): number | null {
  if (left <= 0) return 0;
  let [rest, inMs] = [left, 0];
  for (let ahead = 0; ahead < AHEAD_HOURS_MAX; ahead++) {
    const lastsMs = ahead === 0 ? firstMs : HOUR_MS;
    const thrown = (rateOf(ahead) * lastsMs) / HOUR_MS;
    if (thrown >= rest) return inMs + (lastsMs * rest) / thrown;
    rest -= thrown;
    inMs += lastsMs;
  }
  return null;
}

function reliabilityOf(collections: number, hours: number): Reliability {
  if (collections < MEDIUM_COLLECTIONS) return "low";
  return collections >= HIGH_COLLECTIONS && hours >= HIGH_HOURS ? "high" : "medium";
}
