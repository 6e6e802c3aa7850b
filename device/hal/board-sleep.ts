import type { Result } from "../measure/fault.ts";
import type { Reading } from "../measure/reading.ts";
import { hours, minutes, seconds, type Instant, type Millis } from "../measure/time.ts";
import type { Actuator } from "./actuator.ts";

/**
 * Limits of a sleep, our choice: a shutdown and a start of Linux together take about a minute, so less saves nothing;
 * and a bin that nobody hears of for longer than six hours is missed.
 */
export const SLEEP_LEAST_MS: Millis = minutes(5);
export const SLEEP_MOST_MS: Millis = hours(6);
/** From the order to the cut: the computer shuts down in this time, and `halt` takes the order back. */
export const SLEEP_AFTER_MS: Millis = seconds(60);

/** What it will do: the supply goes at `cutAt` and comes back `forMs` later. null: nothing is ordered. */
export type SleepOrder = { readonly cutAt: Instant; readonly forMs: Millis } | null;

/**
 * A small controller beside the board that can cut the board's supply and give it back by its own timer. Fail-safe: the
 * board has power. Contract, held by tests/conformance/board-sleep.ts:
 * - Nothing is ordered from its construction on, and after each time that the power came back.
 * - `sleepFor` orders one sleep; before the cut, another order takes its place, and `halt` takes it back.
 * - A length outside the limits above is the fault `out-of-range`, and what was ordered before stands.
 * - What wakes the board early (a button, a supply that went and came) is not promised, nor is the second of the waking.
 *
 * All outputs of the board are off while it sleeps: whoever orders it has seen to it that nothing moves.
 */
export interface BoardSleep extends Actuator {
  sleepFor(forMs: Millis, now: Instant): Result<void>;
  read(now: Instant): Reading<SleepOrder>;
}
