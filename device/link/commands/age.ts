import { DIM_USUAL_S } from "../../contract/commands.ts";
import type { Request } from "../../measure/decision.ts";
import { minutes } from "../../measure/time.ts";
import type { Entry } from "./ledger.ts";

/** How long a double is answered after its command expired. */
export const KEPT_MS = minutes(10);

const lifeMs = ({ issuedAt, expires }: Entry): number => expires - issuedAt;

export const isExpired = (entry: Entry, ageMs: number): boolean => ageMs >= lifeMs(entry);

/**
 * `ageMs`: since it was issued, or less. The wall alone may be right about an entry of before a restart, and the age
 * alone where the wall is not known; a wall that leaps makes it forget early, and then its counter still stands.
 */
export const isForgotten = (entry: Entry, ageMs: number, wallMs: number | null): boolean =>
  ageMs >= lifeMs(entry) + KEPT_MS || (wallMs !== null && wallMs >= entry.expires + KEPT_MS);

/** What control is asked, with as much of its time as is left; null: none is. */
export function requestOf({ id, name, args }: Entry, ageMs: number): Request | null {
  const request = { id, from: "city", verb: name } as const;
  if (name !== "dim" && name !== "inhibit") return { ...request, args };
  const { forS = DIM_USUAL_S, ...others } = args as { readonly forS?: number };
  const leftMs = forS * 1_000 - ageMs;
  if (forS !== 0 && leftMs < LEAST_MS) return null;
  const lasts = forS === 0 ? 0 : leftMs;
  return { ...request, args: name === "dim" ? { ...others, forS: lasts / 1_000 } : { ...others, forMs: lasts } };
}

/** The least that a lamp can be dimmed for. */
const LEAST_MS = 1_000;
