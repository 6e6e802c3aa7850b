import { millis, type Instant, type Millis, type TimeQuality, type WallClock } from "../../device/measure/time.ts";

/** A smaller step of wall time is none (contract of `device/hal/clock.ts`). */
export const STEP_MS = 10;
/** A pair of moments read further apart than this (ms) tells too little of the offset. Our choice. */
export const LOOK_MS_MAX = 2;
/** systemd-timesyncd takes a server whose distance from true time is up to this (RootDistanceMaxSec, default 5 s). */
export const SYNC_ERROR_MS = 5_000;
/** A free crystal of a Raspberry-class board, with the street's cold and heat. Our choice: twice a common 50 ppm. */
export const DRIFT_PPM = 100;
/** timesyncd polls at most 2048 s apart (PollIntervalMaxSec): five polls missed in a row are no synchronisation. */
export const SYNC_LASTS_MS = 5 * 2_048_000;

/** What was found of the marker that a time service leaves when it has set the clock: how old it is, in wall time. */
export type Marker = { readonly ageMs: number } | null;

/** Plain data. `syncedAt`: the last moment at which the clock was known to be set; null: never since start. */
export type ClockState = {
  readonly offsetMs: number | null;
  readonly syncedAt: Instant | null;
  readonly quality: TimeQuality | null;
};
export const CLOCK_START: ClockState = { offsetMs: null, syncedAt: null, quality: null };

/** Takes one look at both clocks: wall time, and the monotonic one just before and just after. */
export function look(was: ClockState, before: Instant, wallMs: number, afterwards: Instant): ClockState {
  if (was.offsetMs !== null && afterwards - before > LOOK_MS_MAX) return was;
  const offsetMs = Math.round(wallMs - (before + afterwards) / 2);
  return was.offsetMs !== null && Math.abs(offsetMs - was.offsetMs) < STEP_MS ? was : { ...was, offsetMs };
}

/** Takes what was found of the marker. A marker of the future was left before wall time was stepped back: none. */
export function judge(was: ClockState, marker: Marker, now: Instant): ClockState {
  if (marker !== null && marker.ageMs >= -MARKER_AHEAD_MS_MAX && marker.ageMs <= SYNC_LASTS_MS) {
    return { ...was, quality: "sync", syncedAt: (now - Math.max(marker.ageMs, 0)) as Instant };
  }
  return { ...was, quality: was.syncedAt === null ? "none" : "estimated" };
}

/** Null until both have been looked at once. */
export function wallClockOf({ offsetMs, quality, syncedAt }: ClockState, now: Instant): WallClock | null {
  if (offsetMs === null || quality === null) return null;
  return { offsetMs, quality, errorMs: errorOf(quality, syncedAt, now) };
}

/** A file's moment has the kernel's tick, and wall time may have been stepped a little. Our choice. */
const MARKER_AHEAD_MS_MAX = 60_000;
/** Nothing is known: a century. */
const UNKNOWN_ERROR_MS = millis(100 * 365.25 * 86_400_000);

/**
 * Never understates. It is rounded up to a doubling of {@link SYNC_ERROR_MS}, because a reading may not change merely
 * as time passes: with a free crystal it changes after 14 hours, 42 hours, 4 days and so on.
 */
function errorOf(quality: TimeQuality, syncedAt: Instant | null, now: Instant): Millis {
  if (quality === "none" || syncedAt === null) return UNKNOWN_ERROR_MS;
  const errorMs = SYNC_ERROR_MS + STEP_MS + ((now - syncedAt) * DRIFT_PPM) / 1e6;
  return millis(SYNC_ERROR_MS * 2 ** Math.ceil(Math.log2(errorMs / SYNC_ERROR_MS)));
}
