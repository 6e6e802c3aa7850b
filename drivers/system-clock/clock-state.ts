import { millis, type Instant, type Millis, type TimeQuality, type WallClock } from "../../device/measure/time.ts";
import type { KernelClock } from "../linux/kernel-clock.ts";

/** A smaller step of wall time is none (contract of `device/hal/clock.ts`). */
export const STEP_MS = 10;
/** A pair of moments read further apart than this (ms) tells too little of the offset. Our choice. */
const LOOK_MS_MAX = 2;
/** systemd-timesyncd says of no server how good it is, and takes those up to this far away (RootDistanceMaxSec). */
const UNSAID_ERROR_MS = 5_000;
/** A free crystal of a Raspberry-class board, with the street's cold and heat. Our choice: twice a common 50 ppm. */
export const DRIFT_PPM = 100;
/** This driver is younger than any right clock that shows less: so does a board without a battery when it boots. */
export const EARLIEST_MS = Date.UTC(2026, 0, 1);

/** The last moment at which the kernel called its clock synchronised, what the error was then, and the offset. */
type Synced = { readonly at: Instant; readonly errorMs: number; readonly offsetMs: number };
/** Plain data. `synced` null: never since start, or wall time was set by nobody knows whom since then. */
export type ClockState = {
  readonly offsetMs: number | null;
  readonly synced: Synced | null;
  readonly quality: TimeQuality | null;
};
export const CLOCK_START: ClockState = { offsetMs: null, synced: null, quality: null };

/** Takes one look at both clocks: wall time, and the monotonic one just before and just after. */
export function look(was: ClockState, before: Instant, wallMs: number, afterwards: Instant): ClockState {
  if (was.offsetMs !== null && afterwards - before > LOOK_MS_MAX) return was;
  const offsetMs = Math.round(wallMs - (before + afterwards) / 2);
  return was.offsetMs !== null && Math.abs(offsetMs - was.offsetMs) < STEP_MS ? was : { ...was, offsetMs };
}

/** Takes what the kernel says of its clock. Without a synchronisation it runs on from the last, until it is stepped. */
export function judge(was: ClockState, kernel: KernelClock, now: Instant): ClockState {
  const { offsetMs, synced } = was;
  if (offsetMs === null) return was;
  if (now + offsetMs < EARLIEST_MS) return { ...was, synced: null, quality: "none" };
  if (kernel.synchronised) {
    const errorMs = kernel.errorMaxMs + (kernel.errorGuessMs === 0 ? UNSAID_ERROR_MS : 0);
    return { ...was, synced: { at: now, errorMs, offsetMs }, quality: "sync" };
  }
  if (synced?.offsetMs !== offsetMs) return { ...was, synced: null, quality: "none" };
  return { ...was, quality: "estimated" };
}

/** Null until both have been looked at once. */
export function wallClockOf({ offsetMs, quality, synced }: ClockState, now: Instant): WallClock | null {
  if (offsetMs === null || quality === null) return null;
  return { offsetMs, quality, errorMs: errorOf(synced, now) };
}

/** Nothing is known: a century. */
const UNKNOWN_ERROR_MS = millis(100 * 365.25 * 86_400_000);
/** What is stated at least: a service on a network is better, and goes a little up and down below it. */
const STATED_MS = 1_000;

/**
 * Never understates. It is rounded up to a doubling of a second, because a reading may not change merely as time passes:
 * with a free crystal it changes after hours, then days, then weeks.
 */
function errorOf(synced: Synced | null, now: Instant): Millis {
  if (synced === null) return UNKNOWN_ERROR_MS;
  const errorMs = synced.errorMs + STEP_MS + ((now - synced.at) * DRIFT_PPM) / 1e6;
  return millis(STATED_MS * 2 ** Math.ceil(Math.log2(Math.max(errorMs, STATED_MS) / STATED_MS)));
}
