import { after, instant, minutes, seconds, type Instant } from "../../measure/time.ts";
import { percent, type Percent } from "../../measure/units.ts";
import type { Moments } from "../../measure/moments.ts";
import type { BinSettings } from "../settings.ts";
import type { FillQuality } from "./fill-quality.ts";
import { HAMPEL_WINDOW, isOutlier, median, middleOf } from "./hampel.ts";
import { seenBy, type LevelReadings, type Surface } from "./sensors.ts";
import { nextPast, PAST_NONE, type Past } from "./thresholds.ts";

/** The level is looked at this often, on a grid that begins a second after the start, when serial sensors speak. */
export const FILL_PERIOD_MS = seconds(5);
export const FIRST_AFTER_MS = seconds(1);
/** A level is stale after three periods. */
export const FILL_STALE_MS = seconds(15);
/** So many valid samples, which span 10 s on the grid, make a level that a trigger may rest on. */
export const SAMPLES_FOR_TRIGGER = 3;
/** Samples further apart than this do not confirm each other: with all seven of a window there they just do. */
const RECENT_MS = seconds(30);
/** What is older says nothing about a litter that grows; our choice, twice a full window. */
const WINDOW_MS = seconds(60);
/** A fall by more, with neither door nor ram to explain it, is a sensor in its blind zone before it is an emptied bin. */
const FALL_MAX_PCT = 30;
/** A bin without door contacts has no other sign of being emptied: a fall is believed once it has lasted so long. */
const FALL_BELIEVED_MS = minutes(10);
/** A jump upwards that did not last so long was a hand or a bag in view: falling back from it is no fall. Our choice. */
const RISE_STANDS_MS = minutes(10);
/** With so many samples since the door or the ram a level is one that later ones may fall from: two may be bad. */
const SAMPLES_TO_FALL_FROM = 5;
/** Litter cannot lie below the floor; mounting and slanting echoes may make it seem so by this share of the depth. */
const BELOW_FLOOR_SHARE = 0.15;

/** `errorPct`: see {@link FillLevel}. */
type Sample = {
  readonly at: Instant;
  readonly distanceMm: number;
  readonly errorPct: number;
  readonly levelPct: number;
};
export type Fill = {
  readonly nextAt: Instant;
  /** Of the newest sample. */
  readonly quality: FillQuality;
  readonly takenAt: Instant | null;
  /** The newest valid samples since the door was open or the ram was out, oldest first: what the filter looks at. */
  readonly window: readonly Sample[];
  /** The newest of them that are no outliers, at most three: what the level is. */
  readonly recent: readonly Sample[];
  /** The newest level that was believed, however old: what a fall is measured from. */
  readonly lastPct: number | null;
  readonly mayFall: boolean;
  readonly fellAt: Instant | null;
  /** The newest jump upwards, and where it began; null: none, or it has stood for long enough. */
  readonly risen: { readonly fromPct: number; readonly at: Instant } | null;
  readonly past: Past;
  /** Since when one of several sensors has given no distance, or another one than the rest. */
  readonly oddSince: Instant | null;
  /** Since when the sensors have said what each further sample would only repeat; null: they are sampled. See `resting.ts`. */
  readonly restsSince: Instant | null;
};
/** What hides or explains a level: an open door, a ram that is not at its top, whether there are door contacts. */
export type FillSight = { readonly doorOpen: boolean; readonly ramOut: boolean; readonly hasDoor: boolean };

/**
 * The level as it may be used now: a value only with quality `valid`. `errorPct`: how far off it may be, either way,
 * because the air's temperature is not known; else 0.
 */
export type FillLevel =
  | {
      readonly quality: "valid";
      readonly fillPct: Percent;
      readonly distanceMm: number;
      readonly errorPct: number;
      readonly confirmed: boolean;
    }
  | { readonly quality: Exclude<FillQuality, "valid"> };

export const initialFill = (now: Instant): Fill => ({
  ...{ nextAt: after(now, FIRST_AFTER_MS), quality: "stale", takenAt: null, window: [], recent: [] },
  ...{ lastPct: null, mayFall: true, fellAt: null, risen: null, past: PAST_NONE, oddSince: null, restsSince: null },
});

/** One cycle: takes a sample when the grid says so. While the ram is out it would see the plate, so it takes none. */
export function nextFill(
  was: Fill,
  readings: LevelReadings,
  sight: FillSight,
  settings: BinSettings,
  moments: Moments,
): Fill {
  const hidden = sight.doorOpen || sight.ramOut;
  const afresh = hidden && !(was.mayFall && was.window.length === 0 && was.fellAt === null);
  const before = afresh ? { ...was, mayFall: true, window: [], recent: [], fellAt: null, risen: null } : was;
  if (!moments.passed(before.nextAt)) return before;
  const { now } = moments;
  const periods = Math.floor((now - before.nextAt) / FILL_PERIOD_MS) + 1;
  const due = { ...before, nextAt: instant(before.nextAt + periods * FILL_PERIOD_MS) };
  if (sight.doorOpen) return { ...due, quality: "doorOpen", takenAt: now };
  if (sight.ramOut) return due;
  const { surface, odd } = seenBy(readings);
  const watched = { ...due, takenAt: now, oddSince: odd ? (due.oddSince ?? now) : null };
  const taken = sampled(surface, settings, now);
  return typeof taken === "string" ? { ...watched, quality: taken } : judged(watched, taken, sight, settings);
}

export function fillLevel(fill: Fill, moments: Moments): FillLevel {
  const { takenAt, quality, recent } = fill;
  const stale = takenAt === null || (fill.restsSince === null && moments.passed(takenAt, FILL_STALE_MS));
  if (stale) return { quality: "stale" };
  if (quality !== "valid") return { quality };
  const middle = middleSample(recent);
  if (middle === undefined) return { quality: "stale" };
  const { levelPct, distanceMm, errorPct } = middle;
  return { quality, fillPct: percent(levelPct), distanceMm, errorPct, confirmed: isConfirmed(recent) };
}

/** Whether every sample that a trigger rests on is valid and at or above `limitPct`. */
export const isAtLeast = (fill: Fill, level: FillLevel, limitPct: number): boolean =>
  level.quality === "valid" && level.confirmed && fill.recent.every(({ levelPct }) => levelPct >= limitPct);
export const isAtMost = (fill: Fill, level: FillLevel, limitPct: number): boolean =>
  level.quality === "valid" && level.confirmed && fill.recent.every(({ levelPct }) => levelPct <= limitPct);

/** A distance from the sensor as a level, not held to 0..100. */
export const levelAt = ({ emptyMm, fullMm }: BinSettings, distanceMm: number): number =>
  (100 * (emptyMm - distanceMm)) / (emptyMm - fullMm);

/**
 * The level when its sensors go on to say what the newest sample was, of a fill that {@link isSteady}: so many samples
 * later, with those of them that a window still holds.
 */
export function repeated(fill: Fill, periods: number): Fill {
  const newest = fill.window.at(-1);
  const ms = periods * FILL_PERIOD_MS;
  const due = { ...fill, nextAt: instant(fill.nextAt + ms), takenAt: later(fill.takenAt, ms) };
  if (periods === 0 || newest === undefined || fill.quality !== "valid") return due;
  const times = Array.from({ length: Math.min(periods, HAMPEL_WINDOW) }, (_, before) => ms - before * FILL_PERIOD_MS);
  const repeats = times.reverse().map((after) => ({ ...newest, at: instant(newest.at + after) }));
  const window = windowOf([...fill.window, ...repeats]);
  return { ...due, window, recent: withoutOutliers(window) };
}
const later = (at: Instant | null, ms: number): Instant | null => (at === null ? null : instant(at + ms));

/** What a level rests on is the newest sample thrice, so more of the same change nothing that is told or decided. */
export function isSteady({ window, recent, mayFall, fellAt, risen }: Fill): boolean {
  const newest = window.at(-1);
  const says = ({ distanceMm, errorPct, levelPct }: Sample): boolean =>
    distanceMm === newest?.distanceMm && errorPct === newest.errorPct && levelPct === newest.levelPct;
  const stands = fellAt === null && risen === null && !mayFall;
  return stands && isConfirmed(recent) && recent.at(-1) === newest && recent.every(says);
}

const isConfirmed = (recent: readonly Sample[]): boolean => recent.length === SAMPLES_FOR_TRIGGER;

function sampled(surface: Surface, settings: BinSettings, at: Instant): Sample | Exclude<FillQuality, "valid"> {
  if (surface.quality !== "valid") return surface.quality;
  const { distanceMm, errorMm } = surface;
  const levelPct = levelAt(settings, distanceMm);
  const errorPct = (100 * errorMm) / (settings.emptyMm - settings.fullMm);
  return { at, distanceMm, errorPct, levelPct: Math.min(100, Math.max(0, levelPct)) };
}

/** The filter, then what the level alone cannot do: fall far with nothing to explain it. */
function judged(due: Fill, sample: Sample, sight: FillSight, settings: BinSettings): Fill {
  const window = windowOf([...due.window, sample]);
  const recent = withoutOutliers(window);
  const { levelPct, distanceMm } = middleSample(recent) ?? sample;
  if (levelAt(settings, distanceMm) < -100 * BELOW_FLOOR_SHARE) {
    return { ...due, window, recent: [], quality: "implausible" };
  }
  const standing = due.risen !== null && sample.at < after(due.risen.at, RISE_STANDS_MS) ? due.risen : null;
  const fromPct = standing?.fromPct ?? due.lastPct;
  if (fallsTooFar(due, fromPct, levelPct, sight, sample.at)) {
    return { ...due, window, recent: [], quality: "implausible", fellAt: due.fellAt ?? sample.at };
  }
  const lowestPct = due.mayFall ? Math.min(...window.map((each) => each.levelPct)) : fromPct;
  const risen = risenTo(levelPct, lowestPct, standing?.at ?? sample.at);
  const levels = recent.map((each) => each.levelPct);
  const three = isConfirmed(recent);
  const past = three ? nextPast(due.past, levels, settings, sample.at) : due.past;
  const mayFall = due.mayFall && window.length < SAMPLES_TO_FALL_FROM;
  return { ...due, window, recent, quality: "valid", lastPct: levelPct, mayFall, fellAt: null, risen, past };
}

function windowOf(samples: readonly Sample[]): readonly Sample[] {
  const newestAt = samples.at(-1)?.at ?? 0;
  return samples.filter(({ at }) => newestAt - at <= WINDOW_MS).slice(-HAMPEL_WINDOW);
}

/** The newest samples of the surface that most of the window saw. */
function withoutOutliers(window: readonly Sample[]): readonly Sample[] {
  const middle = middleOf(window.map(({ distanceMm }) => distanceMm));
  const same = window.filter(({ distanceMm }) => !isOutlier(distanceMm, middle));
  const newestAt = same.at(-1)?.at ?? 0;
  return same.filter(({ at }) => newestAt - at <= RECENT_MS).slice(-SAMPLES_FOR_TRIGGER);
}

const risenTo = (levelPct: number, fromPct: number | null, at: Instant): Fill["risen"] =>
  fromPct === null || levelPct - fromPct <= FALL_MAX_PCT ? null : { fromPct, at };

function fallsTooFar(
  { mayFall, fellAt }: Fill,
  fromPct: number | null,
  levelPct: number,
  { hasDoor }: FillSight,
  now: Instant,
): boolean {
  if (mayFall || fromPct === null || fromPct - levelPct <= FALL_MAX_PCT) return false;
  return hasDoor || fellAt === null || now < after(fellAt, FALL_BELIEVED_MS);
}

function middleSample(recent: readonly Sample[]): Sample | undefined {
  if (recent.length === 0) return undefined;
  const levelPct = median(recent.map((sample) => sample.levelPct));
  return recent.find((sample) => sample.levelPct === levelPct);
}
