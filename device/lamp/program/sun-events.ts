import { epochMs, type EpochMs } from "../../measure/time.ts";
import { degrees, type Degrees } from "../../measure/units.ts";
import { elevationDeg } from "../night/sun.ts";
import type { NightSettings } from "../settings.ts";
import { noonOf, type LocalDay } from "../../measure/local-time.ts";

/** One day by the sun, from its midnight to its midnight. Null: the sun does not cross that elevation on this day. */
export type SunEvents = {
  readonly civilDawn: EpochMs | null;
  readonly sunrise: EpochMs | null;
  readonly sunset: EpochMs | null;
  readonly civilDusk: EpochMs | null;
};
export type Place = Pick<NightSettings, "latitudeDeg" | "longitudeDeg">;

/** The upper limb on the horizon, with 34' of refraction there (USNO, as TALQ's sunset is meant). */
export const SUNSET_DEG = degrees(-0.833);
export const CIVIL_DEG = degrees(-6);

const DAY_MS = 86_400_000;
/** The sun's noon is at most 16.5 min from the mean one (equation of time). */
const EQUATION_MAX_MS = 20 * 60_000;
const EXACT_MS = 1_000;

/**
 * The events of the solar day whose noon is nearest to noon of the local day: in Stockholm's midsummer dawn comes before
 * the midnight of UTC, and dusk may come after that of the zone.
 */
export function sunEvents(zone: string, day: LocalDay, place: Place): SunEvents {
  const noonShiftMs = DAY_MS / 2 - (place.longitudeDeg / 360) * DAY_MS;
  const meanNoon = Math.round((noonOf(zone, day) - noonShiftMs) / DAY_MS) * DAY_MS + noonShiftMs;
  const midnight = turnOfSun(meanNoon - DAY_MS / 2, place, -1);
  const noon = turnOfSun(meanNoon, place, 1);
  const nextMidnight = turnOfSun(meanNoon + DAY_MS / 2, place, -1);
  return {
    civilDawn: crossing(midnight, noon, place, CIVIL_DEG),
    sunrise: crossing(midnight, noon, place, SUNSET_DEG),
    sunset: crossing(noon, nextMidnight, place, SUNSET_DEG),
    civilDusk: crossing(noon, nextMidnight, place, CIVIL_DEG),
  };
}

/** The highest (1) or the lowest (-1) that the sun stands near a mean noon or midnight; it rises until there, or sinks. */
function turnOfSun(mean: number, place: Place, way: 1 | -1): number {
  let [low, high] = [mean - EQUATION_MAX_MS, mean + EQUATION_MAX_MS];
  while (high - low > EXACT_MS) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
    if (way * elevationDeg(epochMs(left), place) < way * elevationDeg(epochMs(right), place)) low = left;
    else high = right;
  }
  return Math.round(high);
}

function crossing(from: number, to: number, place: Place, threshold: Degrees): EpochMs | null {
  const isBelow = (at: number): boolean => elevationDeg(epochMs(at), place) < threshold;
  const before = isBelow(from);
  if (isBelow(to) === before) return null;
  let [low, high] = [from, to];
  while (high - low > EXACT_MS) {
    const middle = Math.floor((low + high) / 2);
    if (isBelow(middle) === before) low = middle;
    else high = middle;
  }
  return epochMs(high);
}
