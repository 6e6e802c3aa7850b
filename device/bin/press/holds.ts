import { after, elapsed, millis, minutes, seconds, type Instant } from "../../measure/time.ts";
import { reseated, type Reseat } from "../looking/channels.ts";
import type { Moments } from "../../measure/moments.ts";
import type { Quiet } from "./quiet.ts";
import { TIMERS } from "./timers.ts";

/** What is counted and waited for between strokes. None of it survives a power cut: the safe start comes first then. */
export type Holds = {
  readonly inhibitUntil: Instant | null;
  readonly quiet: Quiet | null;
  /** After a start given up in WARN. */
  readonly pauseUntil: Instant | null;
  /** Starts given up in a row, and the blocks that came of them. */
  readonly startFails: number;
  readonly startBlockUntil: Instant | null;
  readonly startBlocks: number;
  readonly untilReturn: boolean;
  readonly untilLevel: boolean;
  readonly untilHopper: Reseat;
  /** Strokes that must agree with the level before it is believed again. */
  readonly falseFull: number;
  readonly throws: number;
  readonly hopperFalls: number | null;
  readonly noGain: number;
  readonly lastEndMm: number | null;
  readonly heat: Heat;
};
/** The motor's warmth as a share of what it bears; it falls evenly from `at` on. */
export type Heat = { readonly pct: number; readonly at: Instant };

export const FALSE_FULL_STROKES = 3;
export const START_FAILS_MAX = 3;
/** Our choice for a small gear motor: warm through after so long a run, cold again after so long. */
const WARM_AFTER_MS = seconds(120);
const COLD_AFTER_MS = minutes(15);
const COOLING_AT_PCT = 80;

export const initialHolds = (now: Instant): Holds => ({
  ...{ inhibitUntil: null, quiet: null, pauseUntil: null, startFails: 0, startBlockUntil: null, startBlocks: 0 },
  ...{ untilReturn: false, untilLevel: false, untilHopper: null, falseFull: 0, throws: 0, hopperFalls: null },
  ...{ noGain: 0, lastEndMm: null, heat: { pct: 0, at: now } },
});

export type HoldsInputs = {
  readonly returned: boolean;
  readonly levelConfirmed: boolean;
  readonly hopperOpen: boolean;
  readonly hopperClosed: boolean;
  readonly hopperFalls: number | null;
};

/** Lets go of what is over, and counts throw-ins. */
export function nextHolds(was: Holds, seen: HoldsInputs, moments: Moments): Holds {
  const over = (until: Instant | null) => (until !== null && moments.passed(until) ? null : until);
  const thrown = was.hopperFalls === null || seen.hopperFalls === null ? 0 : seen.hopperFalls - was.hopperFalls;
  return {
    ...was,
    inhibitUntil: over(was.inhibitUntil),
    pauseUntil: over(was.pauseUntil),
    startBlockUntil: over(was.startBlockUntil),
    startBlocks: seen.returned ? 0 : was.startBlocks,
    untilReturn: was.untilReturn && !seen.returned,
    untilLevel: was.untilLevel && !seen.levelConfirmed,
    untilHopper: reseated(was.untilHopper, seen.hopperOpen, seen.hopperClosed),
    throws: was.throws + Math.max(0, thrown),
    hopperFalls: seen.hopperFalls ?? was.hopperFalls,
  };
}

/** A start that was given up: three in a row block for a while, three such blocks until RETURN. */
export function startGivenUp(was: Holds, now: Instant, pause: boolean): Holds {
  const pauseUntil = pause ? after(now, TIMERS.startPause) : was.pauseUntil;
  const startFails = was.startFails + 1;
  if (startFails < START_FAILS_MAX) return { ...was, pauseUntil, startFails };
  const startBlockUntil = after(now, TIMERS.startBlock);
  return { ...was, pauseUntil, startFails: 0, startBlockUntil, startBlocks: was.startBlocks + 1 };
}

export function warmed({ pct, at }: Heat, ranSince: Instant, now: Instant): Heat {
  const before = Math.max(0, pct - (100 * elapsed(at, ranSince)) / COLD_AFTER_MS);
  return { pct: before + (100 * elapsed(ranSince, now)) / WARM_AFTER_MS, at: now };
}
export const isCooledDown = ({ pct, at }: Heat, moments: Moments): boolean =>
  pct < COOLING_AT_PCT || moments.passed(at, millis(((pct - COOLING_AT_PCT) / 100) * COLD_AFTER_MS + 1));
