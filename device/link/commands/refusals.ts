import type { Report } from "../../measure/decision.ts";
import { after, elapsed, minutes, type Instant } from "../../measure/time.ts";
import type { Refusal } from "./verdict.ts";

/** What was not obeyed since `since`, by issuer and reason. Plain JSON. */
export type Refusals = {
  readonly since: Instant;
  readonly counts: readonly { readonly kid: string | null; readonly reason: Refusal; readonly count: number }[];
};

export const REFUSALS_MS = minutes(1);
/** Refusals of one issuer for one reason that are answered in a minute: our choice; the others are counted alone. */
export const ANSWERED_MAX = 4;

/** `isAnswered`: whether its sender may hear of it, so that somebody who repeats what he overheard fills nothing. */
export function withRefusal(
  was: Refusals | null,
  reason: Refusal,
  kid: string | null,
  now: Instant,
): { readonly refusals: Refusals; readonly isAnswered: boolean } {
  const { since, counts } = was ?? { since: now, counts: [] };
  const isIt = (one: Refusals["counts"][number]) => one.kid === kid && one.reason === reason;
  const count = (counts.find(isIt)?.count ?? 0) + 1;
  const others = counts.filter((one) => !isIt(one));
  return { refusals: { since, counts: [...others, { kid, reason, count }] }, isAnswered: count <= ANSWERED_MAX };
}

/** When they are to be told. */
export const tellAt = ({ since }: Refusals): Instant => after(since, REFUSALS_MS);

/** One record for each issuer and reason, a minute at most: trusted keys and the reasons are few, and so are these. */
export function refusalReports(was: Refusals | null, now: Instant): readonly Report[] {
  if (was === null || elapsed(was.since, now) < REFUSALS_MS) return [];
  return was.counts.map(({ kid, reason, count }) => ({
    kind: "event",
    stream: "refused",
    class: 0,
    values: { what: "command", reason, ...(kid === null ? {} : { kid }), count },
  }));
}
