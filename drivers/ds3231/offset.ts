import type { EpochMs, Instant } from "../../device/measure/time.ts";

/** A smaller step of wall time is none (contract of `device/hal/clock.ts`). */
const STEP_MS = 10;

/** The second that the chip showed, at a moment between the two. */
export type SecondSeen = { readonly wall: EpochMs; readonly askedAt: Instant; readonly now: Instant };

/**
 * Where wall time minus the monotonic clock lies, by a clock that shows whole seconds. `offsetMs` is the one in force: it
 * stays until it cannot be right any more. Plain data.
 */
export type Bounds = {
  readonly leastMs: number;
  readonly mostMs: number;
  readonly offsetMs: number;
  readonly at: number;
};

/** The computer's crystal against the chip's, with the street's cold and heat. Our choice: twice a common 50 ppm. */
const DRIFT_PPM = 100;

/** Takes one more look. What was known before grows wider with time, and is forgotten when it contradicts. */
export function narrowed(was: Bounds | null, { wall, askedAt, now }: SecondSeen): Bounds {
  const [least, most] = [wall - now, wall + 1_000 - askedAt];
  const drift = was === null ? 0 : ((now - was.at) * DRIFT_PPM) / 1e6;
  const both =
    was === null ? [least, most] : [Math.max(least, was.leastMs - drift), Math.min(most, was.mostMs + drift)];
  const [leastMs = least, mostMs = most] = (both[0] ?? 0) <= (both[1] ?? 0) ? both : [least, most];
  const middle = Math.round((leastMs + mostMs) / 2);
  const stays = was !== null && leastMs <= was.offsetMs && was.offsetMs <= mostMs;
  const near = was !== null && Math.abs(was.offsetMs - middle) < STEP_MS;
  return { leastMs, mostMs, offsetMs: stays || near ? was.offsetMs : middle, at: now };
}
