import type { Reading } from "../measure/reading.ts";
import type { Instant } from "../measure/time.ts";

/**
 * Anything that is read. Contract, held by tests/conformance/sensor.ts:
 * - `read` returns at once, within microseconds: it never waits, performs I/O that can block, or throws.
 * - It hands over the newest reading there is, with the moment it was *taken*, not the moment of the call; before the
 *   first value it is the fault `starting`, and what fails later is a fault with its cause, never an old value.
 * - Two calls without a new sample between them give equal readings. `now` is never before an earlier call's.
 * - It does not say whether a reading is too old: the cycle does, from `at`.
 */
export interface Sensor<T> {
  read(now: Instant): Reading<T>;
}
