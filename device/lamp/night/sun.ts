import { getPosition } from "suncalc";
import type { Moments } from "../../measure/moments.ts";
import { epochMs, instant, millis, wallTime, type EpochMs, type WallClock } from "../../measure/time.ts";
import { degrees, type Degrees } from "../../measure/units.ts";
import type { NightSettings } from "../settings.ts";

/**
 * The moments around one day (of UTC) at which the sun crosses the threshold, as far as a window can reach into that
 * day. `startsDown`: it is below at the first of them. There may be none: polar night and midnight sun.
 */
export type SunDay = { readonly day: number; readonly startsDown: boolean; readonly crossings: readonly EpochMs[] };
/** `night` and `day` are outside every window: past the one of dusk, or before it. */
export type Sun = { readonly phase: "night" | "window" | "day"; readonly down: boolean };

export const DAY_MS = 86_400_000;
/** The longest window that may be set, and so how far beyond its day a {@link SunDay} looks. */
const WINDOW_MAX_MS = 3 * 3_600_000;
/** A night shorter than this is less deep than the formula is exact (0.01 degrees), so none is missed. */
const SCAN_MS = 300_000;
const EXACT_MS = 1_000;
/** Twice is exact to 0.01 degrees from the horizon up, and below it the first time is. */
const REFRACTION_ROUNDS = 2;

/** The sun at a wall clock's time. The same day is kept, so the sky is searched once a day and after a leap of the clock. */
export function nextSunDay(was: SunDay | null, clock: WallClock, night: NightSettings, moments: Moments): SunDay {
  const day = dayOf(clock, 0, moments);
  return was?.day === day ? was : sunDay(day, night);
}

export function sunNow(
  { startsDown, crossings }: SunDay,
  clock: WallClock,
  night: NightSettings,
  moments: Moments,
): Sun {
  let down = startsDown;
  let inWindow = false;
  for (const crossing of crossings) {
    const at = instant(crossing - clock.offsetMs);
    if (moments.passed(at)) down = !down;
    const begun = moments.passed(at, millis(0 - night.windowBeforeMs));
    if (begun && !moments.passed(at, night.windowAfterMs)) inWindow = true;
  }
  return { phase: inWindow ? "window" : down ? "night" : "day", down };
}

/** Days since 1970 whose midnight is `shiftMs` before that of UTC; it wakes at the next midnight. */
export function dayOf(clock: WallClock, shiftMs: number, moments: Moments): number {
  const day = Math.floor((wallTime(clock, moments.now) + shiftMs) / DAY_MS);
  const ends = instant((day + 1) * DAY_MS - shiftMs - clock.offsetMs);
  return moments.passed(ends) ? day + 1 : day;
}

export function sunDay(day: number, night: NightSettings): SunDay {
  const from = day * DAY_MS - WINDOW_MAX_MS;
  const to = (day + 1) * DAY_MS + WINDOW_MAX_MS;
  const startsDown = isDown(from, night);
  const crossings: EpochMs[] = [];
  let down = startsDown;
  for (let at = from + SCAN_MS; at <= to; at += SCAN_MS) {
    if (isDown(at, night) === down) continue;
    crossings.push(crossingBetween(at - SCAN_MS, at, night));
    down = !down;
  }
  return { day, startsDown, crossings };
}

function crossingBetween(from: number, to: number, night: NightSettings): EpochMs {
  const before = isDown(from, night);
  let [low, high] = [from, to];
  while (high - low > EXACT_MS) {
    const middle = Math.floor((low + high) / 2);
    if (isDown(middle, night) === before) low = middle;
    else high = middle;
  }
  return epochMs(high);
}

const isDown = (wall: number, night: NightSettings): boolean => elevationDeg(epochMs(wall), night) < night.sunBelowDeg;

/**
 * The sun's geometric elevation, by which dusk and sunset are defined. suncalc gives the apparent one, and below the
 * horizon adds the refraction of the horizon: 0.48 degrees, or four minutes of a Stockholm dusk.
 */
export function elevationDeg(wall: EpochMs, { latitudeDeg, longitudeDeg }: NightSettings): Degrees {
  const apparentDeg = getPosition(new Date(wall), latitudeDeg, longitudeDeg).altitude;
  let elevation = apparentDeg;
  for (let round = 0; round < REFRACTION_ROUNDS; round += 1) elevation = apparentDeg - refractionDeg(elevation);
  return degrees(elevation);
}

/** Meeus, Astronomical Algorithms, formula 16.4, from a geometric elevation. */
function refractionDeg(elevation: number): number {
  const above = Math.max(0, elevation);
  return 1.02 / 60 / Math.tan(((above + 10.26 / (above + 5.1)) * Math.PI) / 180);
}
