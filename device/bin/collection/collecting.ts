import type { Report } from "../../measure/decision.ts";
import type { Moments } from "../../measure/moments.ts";
import type { Reading } from "../../measure/reading.ts";
import { sharing } from "../../measure/same.ts";
import { hours, wallTime, type Instant, type WallClock } from "../../measure/time.ts";
import { forecastOf, NO_FORECAST, type Forecast } from "../forecast/forecast.ts";
import { nextHour, type HourSeen } from "../forecast/hour.ts";
import { NO_RATES, type Rates } from "../forecast/rates.ts";
import { emptiedUse, initialUse, learntUse, leftOf, nextUse, type Use } from "../forecast/use.ts";
import type { Fill, FillLevel } from "../level/fill.ts";
import type { Guards } from "../looking/guards.ts";
import type { BinSettings } from "../settings.ts";
import type { KeptCollecting } from "./kept.ts";
import { dated, instantOf, markedNow, type Mark } from "./mark.ts";
import { nextVisit, type Judged, type Visit } from "./visit.ts";

/** Who was at the bin, what it takes, and when it will be full. */
export type Collecting = {
  readonly startedAt: Instant;
  /** What was to be remembered has been read; before, nothing is put in its place. */
  readonly resumed: boolean;
  readonly visit: Visit | null;
  /** The last collection; before the first one, the first start. */
  readonly since: Mark;
  /** Since when it has been full; null: it is not. */
  readonly full: Mark | null;
  readonly collections: number;
  readonly use: Use;
  readonly rates: Rates;
  readonly hour: HourSeen | null;
  readonly forecast: Forecast;
  /** Since when the level alone has been full and believed, and since when it has not been believed; null: it is not so. */
  readonly standsSince: Instant | null;
  readonly doubtedSince: Instant | null;
  readonly kept: KeptCollecting | null;
};

/** So long the press has to make room: six strokes. Whatever keeps it from pressing, the bin is full then. Our choice. */
const PRESSED_WITHIN_MS = hours(1);

export const initialCollecting = (now: Instant, { fullPct, press }: BinSettings): Collecting => ({
  ...{ startedAt: now, resumed: false, visit: null, since: { at: now, epochMs: null }, full: null, collections: 0 },
  ...{ use: initialUse(fullPct, press !== null), rates: NO_RATES, hour: null, forecast: NO_FORECAST },
  ...{ standsSince: null, doubtedSince: now, kept: null },
});

export type CollectingSight = {
  readonly guards: Guards;
  readonly fill: Fill;
  readonly level: FillLevel;
  /** The level cannot be counted on for litter: door open, ram out, or sensor and ram disagree. */
  readonly hidden: boolean;
  /** No more goes in, pressed or not: the press has found so; or the level, in a bin without one. */
  readonly full: boolean;
  /** There is a press, and nothing that lasts keeps it from pressing. */
  readonly presses: boolean;
  /** What the memory had; undefined: it has not been read yet, null: nothing. */
  readonly found: KeptCollecting | null | undefined;
  readonly clock: Reading<WallClock>;
  readonly settings: BinSettings;
};
export type CollectingCycle = { readonly collecting: Collecting; readonly reports: readonly Report[] };

/** One cycle. Pure; the same object comes back when nothing changed. */
export function nextCollecting(before: Collecting, sight: CollectingSight, moments: Moments): CollectingCycle {
  const clock = knownClock(sight.clock);
  const was = resumedFrom(before, sight.found, moments.now);
  const { guards, level, fill, settings } = sight;
  const now = moments.now;
  const standsFull = fill.past.full !== null && !sight.hidden;
  // What was so before the door was open says nothing: only a level that is known begins it.
  const standsSince = standsFull ? (was.standsSince ?? (level.quality === "valid" ? now : null)) : null;
  const stands = standsSince !== null && moments.passed(standsSince, PRESSED_WITHIN_MS);
  const full = sight.full || stands ? (was.full ?? markedNow(now, clock)) : null;
  const { visit, judged } = nextVisit(was.visit, { guards, lastPct: fill.lastPct, level, full: was.full }, moments);
  const use = usedNow(was, sight, judged);
  const emptied = judged !== null && isEmptied(judged);
  const collected = judged?.result === "collected";
  const isKnown = level.quality === "valid" && level.confirmed;
  const doubted = level.quality !== "valid" || (sight.hidden && guards.doorClosed);
  const broken = emptied || full !== null || was.full !== null;
  const learning = { clock, zone: settings.zone, thrown: use.thrown, known: isKnown, broken };
  const { hour, rates, began } = nextHour(was.hour, was.rates, learning, moments);
  const is: Collecting = {
    ...{ startedAt: was.startedAt, resumed: was.resumed, visit, use, hour, rates },
    since: dated(collected ? { at: judged.at, epochMs: null } : was.since, clock),
    full: full === null ? null : dated(full, clock),
    collections: was.collections + (collected ? 1 : 0),
    ...{ standsSince, doubtedSince: doubted ? (was.doubtedSince ?? now) : null },
    ...{ forecast: was.forecast, kept: was.kept },
  };
  const anew = began || emptied || (full === null) !== (was.full === null) || (hour === null) !== (was.hour === null);
  const collecting = sharing(before, anew ? withForecast(is, sight, clock, now) : is);
  const told = anew ? forecastReports(was.forecast, collecting.forecast) : NO_REPORTS;
  return { collecting, reports: judged === null ? told : [collectionReport(judged, clock), ...told] };
}

const NO_REPORTS: readonly Report[] = [];
export const knownClock = (clock: Reading<WallClock>): WallClock | null =>
  clock.ok && clock.value.quality !== "none" ? clock.value : null;
const isEmptied = ({ result }: Judged): boolean => result === "collected" || result === "partlyEmptied";

/** Takes over what was remembered, once; what was seen since the start goes on top. */
function resumedFrom(was: Collecting, found: KeptCollecting | null | undefined, now: Instant): Collecting {
  if (was.resumed || found === undefined) return was;
  if (found === null) return { ...was, resumed: true, since: { at: now, epochMs: null } };
  const { sinceEpochMs, isFull, fullEpochMs, collections, thrown, takes, rates } = found;
  const learned = takes === null ? {} : { takes, learned: true };
  return {
    ...{ ...was, resumed: true, collections, rates, kept: found },
    since: { at: null, epochMs: sinceEpochMs },
    full: isFull ? { at: null, epochMs: fullEpochMs } : null,
    use: { ...was.use, ...learned, thrown: was.use.thrown + thrown },
  };
}

function usedNow(was: Collecting, { level, hidden, full }: CollectingSight, judged: Judged | null): Use {
  const before = judged !== null && isEmptied(judged) ? emptiedUse(was.use) : was.use;
  const use = nextUse(before, level, hidden);
  return full && was.full === null && was.resumed ? learntUse(use) : use;
}

/** Forecast and memory are made anew together: at each full hour, at a collection, and when it becomes full. */
function withForecast(
  is: Collecting,
  { settings: { zone, fullPct }, presses }: CollectingSight,
  clock: WallClock | null,
  now: Instant,
): Collecting {
  const { since, full, collections, use, rates, resumed } = is;
  const wall = clock === null ? null : wallTime(clock, now);
  const left = leftOf(use, presses ? null : fullPct);
  const made = forecastOf({ left, takes: use.takes, rates, collections, zone, wall });
  const forecast = full === null ? made : withoutMoment(made);
  const kept: KeptCollecting = {
    ...{ sinceEpochMs: since.epochMs, isFull: full !== null, fullEpochMs: full?.epochMs ?? null, collections },
    ...{ thrown: use.thrown, takes: use.learned ? use.takes : null, rates },
  };
  return { ...is, forecast, kept: resumed ? kept : is.kept };
}

/** A full bin becomes full no more. */
const withoutMoment = ({ reliability, ratePctPerH }: Forecast): Forecast => ({
  reliability,
  ...(ratePctPerH === undefined ? {} : { ratePctPerH }),
});

/** One each time; none as long as there is nothing to tell. */
function forecastReports(was: Forecast, is: Forecast): readonly Report[] {
  if (Object.keys(is).length === 1 && Object.keys(was).length === 1) return NO_REPORTS;
  return [{ kind: "sample", stream: "bin-forecast", class: 2, values: is }];
}

function collectionReport({ result, beforePct, afterPct, full, again, at }: Judged, clock: WallClock | null): Report {
  const firstFull = result === "collected" && full !== null ? instantOf(full, clock) : null;
  const values = {
    result,
    ...(beforePct === null ? {} : { fillBeforePct: Math.round(beforePct) }),
    ...(afterPct === null ? {} : { fillAfterPct: Math.round(afterPct) }),
    ...(again ? { again } : {}),
    ...(firstFull === null || firstFull > at ? {} : { responseS: Math.round((at - firstFull) / 1_000) }),
  };
  return { kind: "event", stream: "collection", class: 1, values };
}
