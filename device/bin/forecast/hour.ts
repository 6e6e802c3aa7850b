import { epochMs, instant, wallTime, type EpochMs, type WallClock } from "../../measure/time.ts";
import type { Moments } from "../../measure/moments.ts";
import { learntRate, slotOf, type Rates } from "./rates.ts";

/** The hour of wall time that runs: its number since 1970, and what had been thrown in at its start. */
export type HourSeen = {
  readonly index: number;
  readonly from: number;
  /** Seen from its start on, with the level known: it may teach what is usual in such an hour. */
  readonly teaches: boolean;
};
export type Learning = { readonly hour: HourSeen | null; readonly rates: Rates; readonly began: boolean };

const HOUR_MS = 3_600_000;

export type HourInputs = {
  readonly clock: WallClock | null;
  readonly zone: string;
  readonly thrown: number;
  /** The level is known now. */
  readonly known: boolean;
  /** What was thrown in is not what people wanted to throw in: full, or emptied meanwhile. */
  readonly broken: boolean;
};

/** Follows wall time by whole hours, and learns from each that was seen whole. `began`: an hour begins in this cycle. */
export function nextHour(
  was: HourSeen | null,
  rates: Rates,
  { clock, zone, thrown, known, broken }: HourInputs,
  moments: Moments,
): Learning {
  if (clock === null) return { hour: null, rates, began: false };
  const wall = wallTime(clock, moments.now);
  const index = Math.floor((wall + ROUNDING_MS) / HOUR_MS);
  moments.passed(instant(Math.ceil((index + 1) * HOUR_MS - clock.offsetMs)));
  if (was !== null && was.index === index) {
    return { hour: broken && was.teaches ? { ...was, teaches: false } : was, rates, began: false };
  }
  const next = was !== null && was.index + 1 === index;
  const learns = next && was.teaches && known && !broken;
  return {
    hour: { index, from: thrown, teaches: next && known && !broken },
    rates: learns ? learntRate(rates, slotOf(zone, middleOf(was.index)), thrown - was.from) : rates,
    began: true,
  };
}

/** A clock that drifts has an offset with a fraction; a moment that is due must not fall a hair before its hour. */
const ROUNDING_MS = 0.5;
/** In a zone of half hours, the hour of its clock in which most of it lies. */
const middleOf = (index: number): EpochMs => epochMs((index + 0.5) * HOUR_MS);
