import { elapsed, minutes, type Instant } from "../measure/time.ts";

/**
 * Whether this device may tell its watchdogs that it lives. Asked once a cycle, so a cycle that stands still says nothing
 * by itself. What remains to be judged is a cycle that runs and acts on nothing.
 *
 * - A part that fails beside others that obey is that part's fault. It is told, and the device goes on.
 * - All outputs failing, after they obeyed, is the computer's: its GPIO, its bus. After a minute it is left to be reset.
 * - Outputs that never obeyed since the start stay for the technician: a start has just not mended them, nor would another.
 * - Only where the board says that this boot began with power: at most one reset a power-up, never a loop of them. Where
 *   it says otherwise, or nothing, outputs are never a reason.
 */
export type Liveness = { readonly obeyed: boolean; readonly failingSince: Instant | null };

/** Our choice: longer than a chip or a board that is plugged in again needs to be back. */
export const FAILING_MS = minutes(1);
export const LIVENESS_START: Liveness = { obeyed: false, failingSince: null };

/** `allFailed`: every output refused what was written to it last. The same object while nothing changes. */
export function nextLiveness(was: Liveness, allFailed: boolean, now: Instant): Liveness {
  if (allFailed) return was.failingSince === null ? { ...was, failingSince: now } : was;
  return was.obeyed && was.failingSince === null ? was : { obeyed: true, failingSince: null };
}

export function isAlive({ obeyed, failingSince }: Liveness, bootedByPower: boolean, now: Instant): boolean {
  if (!bootedByPower || !obeyed || failingSince === null) return true;
  return elapsed(failingSince, now) < FAILING_MS;
}
