import type { Reading } from "../../measure/reading.ts";
import type { Range } from "../../measure/samples.ts";
import { after, instant, minutes, seconds, type Instant } from "../../measure/time.ts";
import { percent, type Percent } from "../../measure/units.ts";
import { qualityOfFault, type FillQuality } from "./fill-quality.ts";
import type { Moments } from "../../measure/moments.ts";
import type { BinSettings } from "../settings.ts";

/** The level is looked at this often, on a grid that begins a second after the start, when serial sensors speak. */
export const FILL_PERIOD_MS = seconds(5);
export const FIRST_AFTER_MS = seconds(1);
/** A level is stale after three periods. */
export const FILL_STALE_MS = seconds(15);
/** So many valid samples, which span 10 s on the grid, make a level that a trigger may rest on. */
export const SAMPLES_FOR_TRIGGER = 3;
/** Samples further apart than this do not confirm each other: two may be missing between them. */
const RECENT_MS = seconds(30);
/** A fall by more, with neither door nor ram to explain it, is a sensor in its blind zone before it is an emptied bin. */
const FALL_MAX_PCT = 30;
/** A bin without door contacts has no other sign of being emptied: a fall is believed once it has lasted so long. */
const FALL_BELIEVED_MS = minutes(10);
/** Litter cannot lie below the floor; mounting and slanting echoes may make it seem so by this share of the depth. */
const BELOW_FLOOR_SHARE = 0.15;

type Sample = { readonly at: Instant; readonly distanceMm: number; readonly levelPct: number };
export type Fill = {
  readonly nextAt: Instant;
  /** Of the newest sample. */
  readonly quality: FillQuality;
  readonly takenAt: Instant | null;
  /** The newest valid samples since the door was open or the ram was out, oldest first. */
  readonly recent: readonly Sample[];
  /** The newest level that was believed, however old: what a fall is measured from. */
  readonly lastPct: number | null;
  readonly mayFall: boolean;
  readonly fellAt: Instant | null;
  /** Full by the level alone, with hysteresis. */
  readonly full: boolean;
  /** Since when the sensor has said what each further sample would only repeat; null: it is sampled. See `resting.ts`. */
  readonly restsSince: Instant | null;
};
/** What hides or explains a level: an open door, a ram that is not at its top, whether there are door contacts. */
export type FillSight = { readonly doorOpen: boolean; readonly ramOut: boolean; readonly hasDoor: boolean };

/** The level as it may be used now: a value only with quality `valid`. */
export type FillLevel =
  | { readonly quality: "valid"; readonly fillPct: Percent; readonly distanceMm: number; readonly confirmed: boolean }
  | { readonly quality: Exclude<FillQuality, "valid"> };

export const initialFill = (now: Instant): Fill => ({
  nextAt: after(now, FIRST_AFTER_MS),
  quality: "stale",
  takenAt: null,
  recent: [],
  lastPct: null,
  mayFall: true,
  fellAt: null,
  full: false,
  restsSince: null,
});

/** One cycle: takes a sample when the grid says so. While the ram is out it would see the plate, so it takes none. */
export function nextFill(
  was: Fill,
  level: Reading<Range>,
  sight: FillSight,
  settings: BinSettings,
  moments: Moments,
): Fill {
  const hidden = sight.doorOpen || sight.ramOut;
  const before = hidden && !(was.mayFall && was.recent.length === 0) ? { ...was, mayFall: true, recent: [] } : was;
  if (!moments.passed(before.nextAt)) return before;
  const { now } = moments;
  const periods = Math.floor((now - before.nextAt) / FILL_PERIOD_MS) + 1;
  const due = { ...before, nextAt: instant(before.nextAt + periods * FILL_PERIOD_MS) };
  if (sight.doorOpen) return { ...due, quality: "doorOpen", takenAt: now };
  if (sight.ramOut) return due;
  const taken = sampled(level, settings, now);
  if (typeof taken === "string") return { ...due, quality: taken, takenAt: now };
  return fallsTooFar(due, taken, sight, now)
    ? { ...due, quality: "implausible", takenAt: now, fellAt: due.fellAt ?? now }
    : believed(due, taken, settings);
}

export function fillLevel(fill: Fill, moments: Moments): FillLevel {
  const { takenAt, quality, recent } = fill;
  const stale = takenAt === null || (fill.restsSince === null && moments.passed(takenAt, FILL_STALE_MS));
  if (stale) return { quality: "stale" };
  if (quality !== "valid") return { quality };
  const middle = [...recent].sort((a, b) => a.levelPct - b.levelPct)[Math.floor((recent.length - 1) / 2)];
  if (middle === undefined) return { quality: "stale" };
  const { levelPct, distanceMm } = middle;
  return { quality, fillPct: percent(levelPct), distanceMm, confirmed: recent.length === SAMPLES_FOR_TRIGGER };
}

/** Whether every sample that a trigger rests on is valid and at or above `limitPct`. */
export const isAtLeast = (fill: Fill, level: FillLevel, limitPct: number): boolean =>
  level.quality === "valid" && level.confirmed && fill.recent.every(({ levelPct }) => levelPct >= limitPct);
export const isAtMost = (fill: Fill, level: FillLevel, limitPct: number): boolean =>
  level.quality === "valid" && level.confirmed && fill.recent.every(({ levelPct }) => levelPct <= limitPct);

/** A distance from the sensor as a level, not held to 0..100. */
export const levelAt = ({ emptyMm, fullMm }: BinSettings, distanceMm: number): number =>
  (100 * (emptyMm - distanceMm)) / (emptyMm - fullMm);

function sampled(level: Reading<Range>, settings: BinSettings, at: Instant): Sample | FillQuality {
  if (!level.ok) return qualityOfFault(level.fault.cause);
  if (level.value.quality !== "valid") return level.value.quality;
  const { distanceMm } = level.value;
  const levelPct = levelAt(settings, distanceMm);
  if (!(levelPct >= -100 * BELOW_FLOOR_SHARE)) return "implausible";
  return { at, distanceMm, levelPct: Math.min(100, Math.max(0, levelPct)) };
}

function fallsTooFar(due: Fill, sample: Sample, sight: FillSight, now: Instant): boolean {
  if (due.mayFall || due.lastPct === null || due.lastPct - sample.levelPct <= FALL_MAX_PCT) return false;
  return sight.hasDoor || due.fellAt === null || now < after(due.fellAt, FALL_BELIEVED_MS);
}

function believed(due: Fill, sample: Sample, settings: BinSettings): Fill {
  const near = due.fellAt === null ? due.recent.filter(({ at }) => sample.at - at <= RECENT_MS) : [];
  const recent = [...near, sample].slice(-SAMPLES_FOR_TRIGGER);
  const levels = recent.map(({ levelPct }) => levelPct).sort((a, b) => a - b);
  const lastPct = levels[Math.floor((levels.length - 1) / 2)] ?? sample.levelPct;
  const three = recent.length === SAMPLES_FOR_TRIGGER;
  const full = due.full
    ? !(three && Math.max(...levels) <= settings.fullPct - settings.hysteresisPct)
    : three && Math.min(...levels) >= settings.fullPct;
  const mayFall = due.mayFall && !three;
  return { ...due, quality: "valid", takenAt: sample.at, recent, lastPct, mayFall, fellAt: null, full };
}
