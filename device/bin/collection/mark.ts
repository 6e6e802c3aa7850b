import { epochMs, instant, wallTime, type EpochMs, type Instant, type WallClock } from "../../measure/time.ts";

/**
 * A moment that must mean something after a power cut: by the monotonic clock, as long as this run of control lasts, and
 * by the wall as soon as anyone knows it. Neither known: it was before a cut, and nobody knew the time.
 */
export type Mark = { readonly at: Instant | null; readonly epochMs: EpochMs | null };

export const markedNow = (now: Instant, clock: WallClock | null): Mark => dated({ at: now, epochMs: null }, clock);

/** With the wall time of a moment of this run, once the clock is known; it is written down once and stays. */
export function dated(mark: Mark, clock: WallClock | null): Mark {
  if (mark.at === null || mark.epochMs !== null || clock === null) return mark;
  return { ...mark, epochMs: epochMs(Math.round(wallTime(clock, mark.at))) };
}

/** When it was on this run's monotonic clock; below 0 before the start. null: not known, as long as no clock tells. */
export function instantOf({ at, epochMs: epoch }: Mark, clock: WallClock | null): Instant | null {
  if (at !== null) return at;
  return epoch === null || clock === null ? null : instant(epoch - clock.offsetMs);
}
