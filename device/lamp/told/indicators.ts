import type { Report } from "../../measure/decision.ts";
import type { Moments } from "../../measure/moments.ts";
import type { Instant } from "../../measure/time.ts";
import type { Percent } from "../../measure/units.ts";
import type { Failure } from "../watch/electrical.ts";
import { settled, type Meter, type Totals } from "../watch/meter.ts";
import { dayFigures, type DayFigures } from "./day-figures.ts";
import { counted, NO_MOVEMENTS, PART_LEAST_MS, type Counting } from "./movements.ts";

/** Where the lamp's level comes from, as far as a day's figures tell it apart. */
export type At = "base" | "boost" | "safe" | "day" | "override" | "other";

/** What the figures of a day are made from. */
export type Lived = {
  /** Of the local day from noon to noon, days since 1970 of its first noon's date; null: the time is not known. */
  readonly dayNumber: number | null;
  readonly at: At;
  readonly isNight: boolean;
  /** By this post's own motion sensor, without the hold. */
  readonly isSomeoneHere: boolean;
  /** How many came since start, as the motion sensor counts them; null: it cannot be asked. */
  readonly movements: number | null;
  /** What the lamp really gives, and what it is to give when someone is there: of one scale, before the factors. */
  readonly levelPct: Percent;
  readonly promisedPct: Percent;
  readonly failures: readonly Failure[];
};

/** Whole numbers that move at changes; all but `since` are good after a restart too. */
export type Indicators = {
  readonly since: Instant;
  readonly dayNumber: number | null;
  /** ms of this day that were seen, and of them at each of {@link At}. */
  readonly seenMs: number;
  readonly atMs: { readonly [Where in At]: number };
  readonly belowPromiseMs: number;
  readonly opened: Totals;
  readonly movements: Counting;
  /** What was so until now. */
  readonly lived: Pick<Lived, "at"> & { readonly isBelow: boolean; readonly movements: number | null };
};

const NO_TIME = { base: 0, boost: 0, safe: 0, day: 0, override: 0, other: 0 } as const;

/** `opened`: the meter's totals when the day began. */
export function initialIndicators(opened: Totals, now: Instant): Indicators {
  return {
    since: now,
    dayNumber: null,
    seenMs: 0,
    atMs: NO_TIME,
    belowPromiseMs: 0,
    opened,
    movements: NO_MOVEMENTS,
    lived: { at: "other", isBelow: false, movements: null },
  };
}

/** As they may be kept at a moment. */
export const settledIndicators = (was: Indicators, now: Instant): Indicators => advancedTo(was, now);

/** Goes on with a day that an earlier run kept; the time between was not seen. */
export const resumedIndicators = (kept: Indicators, now: Instant): Indicators => ({
  ...kept,
  since: now,
  lived: { at: "other", isBelow: false, movements: null },
});

/**
 * Takes note of what is now. When the day is another one, the one before is closed: `closed` is its figures, for the
 * city and for `gaturum report`. A day seen for less than 15 minutes says too much about too little, and is dropped.
 */
export function nextIndicators(
  was: Indicators,
  is: Lived,
  meter: Meter,
  { now }: Moments,
): { readonly indicators: Indicators; readonly closed: DayFigures | null } {
  const lived = {
    at: is.at,
    isBelow: is.isNight && is.isSomeoneHere && is.levelPct < is.promisedPct,
    movements: is.movements,
  };
  const dayNumber = is.dayNumber ?? was.dayNumber;
  const ended = dayNumber === was.dayNumber ? null : was.dayNumber;
  if (ended === null && dayNumber === was.dayNumber && sameAs(was.lived, lived))
    return { indicators: was, closed: null };
  const advanced = withMovements(advancedTo(was, now), lived.movements);
  if (ended === null) return { indicators: { ...advanced, dayNumber, lived }, closed: null };
  const totals = settled(meter, now);
  const closed = advanced.seenMs < PART_LEAST_MS ? null : dayFigures(ended, advanced, totals, is.failures);
  return { indicators: { ...initialIndicators(totals, now), dayNumber, lived }, closed };
}

/** A closed day for the city. */
export const dayReport = (figures: DayFigures): Report => ({
  kind: "sample",
  stream: "lamp-day",
  class: 1,
  values: figures,
});

const sameAs = (was: Indicators["lived"], is: Indicators["lived"]): boolean =>
  was.at === is.at && was.isBelow === is.isBelow && was.movements === is.movements;

function advancedTo(was: Indicators, now: Instant): Indicators {
  const ms = Math.round(now) - Math.round(was.since);
  if (ms === 0) return was;
  const { at, isBelow } = was.lived;
  return {
    ...was,
    since: now,
    seenMs: was.seenMs + ms,
    atMs: { ...was.atMs, [at]: was.atMs[at] + ms },
    belowPromiseMs: was.belowPromiseMs + (isBelow ? ms : 0),
    movements: counted(was.movements, ms),
  };
}

/** A count that is smaller than it was began anew, so all of it is new; after a gap nothing of it is known to be. */
function withMovements(was: Indicators, movements: number | null): Indicators {
  const before = was.lived.movements;
  if (movements === null || before === null) return was;
  const came = movements < before ? movements : movements - before;
  return came === 0 ? was : { ...was, movements: { ...was.movements, count: was.movements.count + came } };
}
