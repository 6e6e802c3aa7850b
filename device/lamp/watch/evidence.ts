import type { Moments } from "../../measure/moments.ts";
import { elapsed, millis, type Instant, type Millis } from "../../measure/time.ts";

/** Whether something is wrong as far as can be seen now; null: nothing to see, such as of a lamp that is not asked to be lit. */
export type Evidence = "wrong" | "right" | null;
/**
 * A fault that begins when evidence for it has added up to its time, and ends when evidence against it has.
 *
 *   quiet ──wrong for its time──▶ active ──right for its time──▶ quiet
 *
 * Where there is nothing to see the sum waits; evidence to the contrary makes it nothing. So a lamp that is lit brightly
 * for half a minute at a time shows that it is broken, and one that is late by a second never does.
 */
export type Fault = {
  readonly active: boolean;
  readonly seen: Evidence;
  readonly since: Instant;
  /** What has added up before `since` for a change. */
  readonly heldMs: Millis;
};

const NO_TIME = millis(0);

export const quiet = (now: Instant): Fault => ({ active: false, seen: null, since: now, heldMs: NO_TIME });

export function nextFault(was: Fault, seen: Evidence, waitMs: Millis, moments: Moments): Fault {
  const { now } = moments;
  const fault = seen === was.seen ? was : { ...was, seen, since: now, heldMs: heldUntil(was, seen, now) };
  if (seen !== changing(fault)) return fault;
  if (!moments.passed(fault.since, millis(waitMs - fault.heldMs))) return fault;
  return { active: !fault.active, seen, since: now, heldMs: NO_TIME };
}

/** The evidence that would change it. */
const changing = ({ active }: Fault): Evidence => (active ? "right" : "wrong");

function heldUntil(was: Fault, seen: Evidence, now: Instant): Millis {
  const change = changing(was);
  const heldMs = was.seen === change ? millis(was.heldMs + elapsed(was.since, now)) : was.heldMs;
  return seen !== null && seen !== change ? NO_TIME : heldMs;
}
