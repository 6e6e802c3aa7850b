import { elapsed, hours, minutes, type Instant } from "../../measure/time.ts";
import type { Gate } from "./gate.ts";

/** `asked`: by a signal. */
export type Ended = "asked" | "idle" | "old" | "late" | "guessed";

/** Issue 8: it ends by itself after so long without a look. */
export const IDLE_MS = minutes(30);
/** Our choice, a working day: a page that was left open on a desk looks for ever. */
export const OPEN_MAX_MS = hours(8);

/** Why the console is over at this moment; null: it is not. */
export function endedBy(gate: Gate, startedAt: Instant, lookedAt: Instant, now: Instant): Ended | null {
  if (gate.is === "shut") return gate.because;
  if (elapsed(startedAt, now) >= OPEN_MAX_MS) return "old";
  return elapsed(lookedAt, now) >= IDLE_MS ? "idle" : null;
}
