import type { Moments } from "../../measure/moments.ts";
import type { NeighbourCall } from "../../measure/neighbour.ts";
import { seconds, type Instant } from "../../measure/time.ts";

/** When the neighbours were last told that someone is here; null: not since start. */
export type Calls = { readonly calledAt: Instant | null };

/** No post tells of itself more often than this (lighting 5b, row 8). */
export const CALL_EVERY_MS = seconds(2);
/** Whoever stays is told of again after this: many times within the shortest hold. Our choice. */
export const STAYS_MS = seconds(5);

export const NOT_CALLED: Calls = { calledAt: null };

/**
 * Calls when someone comes, and again and again while they stay. `someoneHere` is what the sensor sees, without the hold:
 * else neighbours would be lit long after everyone has gone. `began`: they came in this cycle.
 */
export function nextCalls(
  was: Calls,
  someoneHere: boolean,
  began: boolean,
  moments: Moments,
): { readonly calls: Calls; readonly call: NeighbourCall | null } {
  if (!someoneHere) return { calls: was, call: null };
  const isDue = was.calledAt === null || moments.passed(was.calledAt, began ? CALL_EVERY_MS : STAYS_MS);
  if (!isDue) return { calls: was, call: null };
  // Whoever stays until then is told of again: so that moment is announced now.
  moments.passed(moments.now, STAYS_MS);
  return { calls: { calledAt: moments.now }, call: { at: moments.now } };
}
