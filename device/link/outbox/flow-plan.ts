import { after, millis, minutes, seconds, type Instant, type Millis } from "../../measure/time.ts";

/** Backfill packets a second, unless the city asks for another pace: a street that comes back does not drown its broker. */
const DRAIN_PER_S = 2;
/** Each device begins its backfill at a random moment within this, or within the city's own spread. Our choice. */
const START_SPREAD_MS = seconds(5);
/** A refused packet holds the backlog for so long. */
export const REFUSED_PAUSE_MS = seconds(30);
/** Without a lease of the city's receivers nothing is sent for so long, then one packet each so often (contract). */
const ABSENT_MS = minutes(10);
export const PROBE_MS = minutes(1);

/** When history may go. Plain data; `leaseUntil` null: nobody ever said that he receives, so it goes anyway. */
export type FlowPlan = {
  /** End of the random start, and of a pause. */
  readonly notBefore: Instant;
  /** From one packet to the next. */
  readonly periodMs: Millis;
  readonly spreadMs: Millis;
  readonly leaseUntil: Instant | null;
  readonly sentAt: Instant | null;
  /** Nobody was there: whatever has no receipt by then is sent again, of this connection too; null: someone was. */
  readonly allAgainAt: Instant | null;
};

export const firstPlan = (now: Instant): FlowPlan => ({
  notBefore: now,
  periodMs: millis(1_000 / DRAIN_PER_S),
  spreadMs: START_SPREAD_MS,
  ...{ leaseUntil: null, sentAt: null, allAgainAt: null },
});

/** `jitter` is 0..1. */
export const connected = (plan: FlowPlan, jitter: number, now: Instant): FlowPlan =>
  later(plan, after(now, millis(plan.spreadMs * jitter)));

export const sentBatch = (plan: FlowPlan, now: Instant): FlowPlan => ({ ...plan, sentAt: now });

export const paused = (plan: FlowPlan, forMs: Millis, now: Instant): FlowPlan => later(plan, after(now, forMs));

export type Host = {
  readonly leaseS: number;
  readonly drainPerS?: number | undefined;
  readonly spreadS?: number | undefined;
};
/**
 * `took`: the broker has taken records in this connection, before its first word. Then nobody may have been there for them: a
 * broker that begins anew has neither the word, which it keeps for those who come, nor sessions of the receivers.
 */
export const heardHost = (
  plan: FlowPlan,
  { leaseS, drainPerS, spreadS }: Host,
  now: Instant,
  took = false,
): FlowPlan => ({
  ...plan,
  leaseUntil: after(now, seconds(leaseS)),
  allAgainAt: isAway(plan, now) || took ? after(now, seconds(leaseS)) : plan.allAgainAt,
  periodMs: millis(1_000 / (drainPerS ?? DRAIN_PER_S)),
  spreadMs: spreadS === undefined ? START_SPREAD_MS : seconds(spreadS),
});

/** The moment from which a batch may go, as far as is known now. */
export function backfillAt(plan: FlowPlan, now: Instant): Instant {
  const { notBefore, periodMs, leaseUntil, sentAt } = plan;
  const paceAt = sentAt === null ? notBefore : latest(notBefore, after(sentAt, periodMs));
  if (leaseUntil === null || !isAway(plan, now)) return paceAt;
  const probeAt = after(leaseUntil, ABSENT_MS);
  return latest(paceAt, sentAt === null ? probeAt : latest(probeAt, after(sentAt, PROBE_MS)));
}

export type Again = { readonly which: "older" | "all"; readonly at: Instant };
/**
 * What is sent again without a receipt, and when: the city has a lease's time for its receipts, from the connect and from
 * the word that it is there again. null: this was done.
 */
export function againAt({ allAgainAt }: FlowPlan, startedAt: Instant, leaseS: number, now: Instant): Again | null {
  const olderAt = after(startedAt, seconds(leaseS));
  if (allAgainAt !== null) return { which: "all", at: latest(olderAt, allAgainAt) };
  return olderAt > now ? { which: "older", at: olderAt } : null;
}

export const sentAllAgain = (plan: FlowPlan): FlowPlan => ({ ...plan, allAgainAt: null });

/** Packets of history on their way at once: live keeps at least half of the window, and its wait on a slow line is short. */
export const backlogWindow = (window: number): number =>
  Math.max(1, Math.min(BACKLOG_IN_FLIGHT_MAX, Math.floor(window / 2)));
/** Two packets of 48 KB are 0.8 s of 1 Mbit/s, and live is to be there within 2 s (contract, R5). */
const BACKLOG_IN_FLIGHT_MAX = 2;

/** The lease of the city's receivers is over. */
const isAway = ({ leaseUntil }: FlowPlan, now: Instant): boolean => leaseUntil !== null && now >= leaseUntil;

const latest = (one: Instant, other: Instant): Instant => (one > other ? one : other);

const later = (plan: FlowPlan, moment: Instant): FlowPlan =>
  moment > plan.notBefore ? { ...plan, notBefore: moment } : plan;
