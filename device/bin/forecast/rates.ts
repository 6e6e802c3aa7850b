import { localTime } from "../../measure/local-time.ts";
import type { EpochMs } from "../../measure/time.ts";

/** Hours of a week: 0 is Monday from 00:00, in the zone of the bin. */
export const WEEK_HOURS = 168;
const DAY_HOURS = 24;
const WEEK_DAYS = 7;
/** 1970-01-01 was a Thursday. */
const FIRST_DAY = 3;

/**
 * How much is thrown in in each hour of the week, in the unit of `Use`; null: no such hour has been seen yet. Empty
 * before anything was learned; else it has {@link WEEK_HOURS} entries, whole numbers.
 */
export type Rates = readonly (number | null)[];
export const NO_RATES: Rates = [];
/** More than a bin's depth and a half in an hour is no litter. Bounds what may be read from the memory, too. */
export const RATE_MAX = 15_000;
/** Each new week counts for a quarter: a season is followed within a month, a single feast is not. Our choice. */
const LEARN = 4;

export function slotOf(zone: string, wall: EpochMs): number {
  const { day, minute } = localTime(zone, wall);
  const weekday = (((day + FIRST_DAY) % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS;
  return weekday * DAY_HOURS + Math.floor(minute / 60);
}

export function learntRate(was: Rates, slot: number, thrown: number): Rates {
  const rates = was.length === WEEK_HOURS ? [...was] : Array.from({ length: WEEK_HOURS }, () => null);
  const before = rates[slot] ?? null;
  const seen = Math.min(RATE_MAX, Math.max(0, Math.round(thrown)));
  rates[slot] = before === null ? seen : before + Math.round((seen - before) / LEARN);
  return rates;
}

export const knownHours = (rates: Rates): number => rates.filter((rate) => rate !== null).length;

/**
 * A rate for each hour of the week, half its own, because an hour is seen once a week, and half that of its hour of the
 * day, over all days, times how busy its weekday is. An hour that was never seen has the latter. null: nothing is known.
 */
export function filledRates(rates: Rates): readonly number[] | null {
  const overall = mean(rates);
  if (overall === null) return null;
  const daily = Array.from({ length: DAY_HOURS }, (_, hour) => mean(everyDay(rates, hour)) ?? overall);
  const factors = Array.from({ length: WEEK_DAYS }, (_, day) => busyFactor(rates, day, daily));
  return rates.map((own, slot) => {
    const usual = (daily[slot % DAY_HOURS] ?? overall) * (factors[Math.floor(slot / DAY_HOURS)] ?? 1);
    return own === null ? usual : (own + usual) / 2;
  });
}

/** What was thrown in in the hours seen of a weekday, over what is usual for these hours. */
function busyFactor(rates: Rates, day: number, daily: readonly number[]): number {
  let [seen, usual] = [0, 0];
  for (let hour = 0; hour < DAY_HOURS; hour++) {
    const rate = rates[day * DAY_HOURS + hour] ?? null;
    if (rate !== null) [seen, usual] = [seen + rate, usual + (daily[hour] ?? 0)];
  }
  return usual === 0 ? 1 : seen / usual;
}

const everyDay = (rates: Rates, hour: number): Rates => rates.filter((_, slot) => slot % DAY_HOURS === hour);

function mean(rates: Rates): number | null {
  let [sum, count] = [0, 0];
  for (const rate of rates) if (rate !== null) [sum, count] = [sum + rate, count + 1];
  return count === 0 ? null : sum / count;
}
