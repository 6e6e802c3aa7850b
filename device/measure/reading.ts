import type { Fault, FaultCause } from "./fault.ts";
import type { Instant } from "./time.ts";

/**
 * A value or a fault, with the moment it was taken. Never NaN, 0, −1 or null for *no value*.
 *
 * What a decider is handed is a *held* reading: while a part goes on saying the same, the cycle keeps the first object,
 * so `at` is then the moment since which it has read so, and `===` tells whether anything changed. Age is not the
 * decider's business: the cycle turns a reading that is too old for its part into the fault `stale`.
 */
export type Reading<T> = Valid<T> | Failed;
export type Valid<T> = { readonly ok: true; readonly value: T; readonly at: Instant };
export type Failed = { readonly ok: false; readonly fault: Fault; readonly at: Instant };

export const valid = <T>(value: T, at: Instant): Valid<T> => ({ ok: true, value, at });
export const faulty = (part: string, cause: FaultCause, at: Instant, detail?: string): Failed => ({
  ok: false,
  fault: detail === undefined ? { part, cause } : { part, cause, detail },
  at,
});
