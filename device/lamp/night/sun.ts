import { getPosition } from "suncalc";
import type { Moments } from "../../measure/moments.ts";
import { epochMs, instant, millis, wallTime, type EpochMs, type WallClock } from "../../measure/time.ts";
import { degrees, type Degrees } from "../../measure/units.ts";
import type { NightSettings, PhotocellWindow } from "../settings.ts";

/**
 * When it is night by the sun: its crossings of the threshold, each moved by the offset of dusk or dawn. They alternate.
 * `startsDown`: it is night before the first of them. There may be none: polar night and midnight sun.
 */
export type Turns = { readonly startsDown: boolean; readonly crossings: readonly EpochMs[] };
/** Those around one day (of UTC), as far as a window can reach into that day, and the settings they were reckoned by. */
export type SunDay = Turns & { readonly day: number; readonly reckonedBy: Reckoning };
type Reckoning = Pick<NightSettings, "sunBelowDeg" | "duskOffsetMs" | "dawnOffsetMs"> & { readonly reachMs: number };
/** `night` and `day` are outside every window: past the one of dusk, or before it. */
export type Sun = { readonly phase: "night" | "window" | "day"; readonly down: boolean };

export const DAY_MS = 86_400_000;
/** A night shorter than this is less deep than the formula is exact (0.01 degrees), so none is missed. */
const SCAN_MS = 300_000;
const EXACT_MS = 1_000;
/** Twice is exact to 0.01 degrees from the horizon up, and below it the first time is. */
const REFRACTION_ROUNDS = 2;

/**
 * The sun at a wall clock's time. The same day is kept, so the sky is searched once a day, after a leap of the clock, and
 * when another program changes what a night is.
 */
export function nextSunDay(was: SunDay | null, clock: WallClock, night: NightSettings, moments: Moments): SunDay {
  const day = dayOf(clock, 0, moments);
  return was?.day === day && isReckonedBy(was.reckonedBy, night) ? was : sunDay(day, night);
}

export function sunNow(
  { startsDown, crossings }: SunDay,
  clock: WallClock,
  night: NightSettings,
  moments: Moments,
): Sun {
  let down = startsDown;
  let inWindow = false;
  let isDusk = !startsDown;
  for (const crossing of crossings) {
    const at = instant(crossing - clock.offsetMs);
    const { beforeMs, afterMs } = isDusk ? duskWindow(night) : dawnWindow(night);
    if (moments.passed(at)) down = isDusk;
    if (moments.passed(at, millis(0 - beforeMs)) && !moments.passed(at, afterMs)) inWindow = true;
    isDusk = !isDusk;
  }
  return { phase: inWindow ? "window" : down ? "night" : "day", down };
}

const duskWindow = (night: NightSettings): PhotocellWindow => ({
  beforeMs: night.windowBeforeMs,
  afterMs: night.windowAfterMs,
});
const dawnWindow = (night: NightSettings): PhotocellWindow => night.dawnWindow ?? duskWindow(night);

/** Days since 1970 whose midnight is `shiftMs` before that of UTC; it wakes at the next midnight. */
export function dayOf(clock: WallClock, shiftMs: number, moments: Moments): number {
  const day = Math.floor((wallTime(clock, moments.now) + shiftMs) / DAY_MS);
  const ends = instant((day + 1) * DAY_MS - shiftMs - clock.offsetMs);
  return moments.passed(ends) ? day + 1 : day;
}

export function sunDay(day: number, night: NightSettings): SunDay {
  const { sunBelowDeg, duskOffsetMs, dawnOffsetMs } = night;
  const reckonedBy = { sunBelowDeg, duskOffsetMs, dawnOffsetMs, reachMs: reachMs(night) };
  return { day, ...turnsBetween(day * DAY_MS, (day + 1) * DAY_MS, night), reckonedBy };
}

const isReckonedBy = (by: Reckoning, night: NightSettings): boolean =>
  by.sunBelowDeg === night.sunBelowDeg &&
  by.duskOffsetMs === night.duskOffsetMs &&
  by.dawnOffsetMs === night.dawnOffsetMs &&
  by.reachMs === reachMs(night);

/** Every turn that matters between two wall moments. The search lies on a grid of its own, so that all who ask agree. */
export function turnsBetween(from: number, to: number, night: NightSettings): Turns {
  const first = Math.floor((from - reachMs(night)) / SCAN_MS) * SCAN_MS;
  const startsDown = isDown(first, night);
  const found: number[] = [];
  let down = startsDown;
  for (let at = first + SCAN_MS; at < to + reachMs(night) + SCAN_MS; at += SCAN_MS) {
    if (isDown(at, night) === down) continue;
    found.push(crossingBetween(at - SCAN_MS, at, night));
    down = !down;
  }
  return { startsDown, crossings: shifted(found, startsDown, night) };
}

/** A night that would end before it begins is none, and so is such a day between two nights. */
function shifted(found: readonly number[], startsDown: boolean, night: NightSettings): readonly EpochMs[] {
  const kept: EpochMs[] = [];
  for (const [index, at] of found.entries()) {
    const isDusk = (index % 2 === 0) !== startsDown;
    const turn = epochMs(at + (isDusk ? night.duskOffsetMs : night.dawnOffsetMs));
    const last = kept.at(-1);
    if (last !== undefined && turn <= last) kept.pop();
    else kept.push(turn);
  }
  return kept;
}

/** How far a crossing may be from a moment that it matters to. One that takes another away is no further than that one. */
function reachMs(night: NightSettings): number {
  const [dusk, dawn] = [duskWindow(night), dawnWindow(night)];
  const windowMs = Math.max(dusk.beforeMs, dusk.afterMs, dawn.beforeMs, dawn.afterMs);
  return Math.max(Math.abs(night.duskOffsetMs), Math.abs(night.dawnOffsetMs)) + windowMs;
}

function crossingBetween(from: number, to: number, night: NightSettings): number {
  const before = isDown(from, night);
  let [low, high] = [from, to];
  while (high - low > EXACT_MS) {
    const middle = Math.floor((low + high) / 2);
    if (isDown(middle, night) === before) low = middle;
    else high = middle;
  }
  return high;
}

const isDown = (wall: number, night: NightSettings): boolean => elevationDeg(epochMs(wall), night) < night.sunBelowDeg;

/**
 * The sun's geometric elevation, by which dusk and sunset are defined. suncalc gives the apparent one, and below the
 * horizon adds the refraction of the horizon: 0.48 degrees, or four minutes of a Stockholm dusk.
 */
export function elevationDeg(
  wall: EpochMs,
  { latitudeDeg, longitudeDeg }: Pick<NightSettings, "latitudeDeg" | "longitudeDeg">,
): Degrees {
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
