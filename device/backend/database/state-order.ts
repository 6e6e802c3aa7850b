import { isLateWill } from "../../contract/late-will.ts";
import type { StateMessage } from "../../contract/session.ts";

/**
 * Whether a state counts beside the one that is known. The will of an older session says nothing: it came late. A smaller
 * session than before counts for another boot alone: that device has lost its memory and begins anew.
 */
export function isNewState(was: StateMessage | null, state: StateMessage): boolean {
  if (was === null) return true;
  if (isLateWill(state, was.session)) return false;
  return state.session >= was.session || state.boot !== was.boot;
}
