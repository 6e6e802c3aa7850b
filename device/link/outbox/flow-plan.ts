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
  readonly notBefore: Instant;
  readonly periodMs: Millis;
  readonly spreadMs: Millis;
  readonly leaseUntil: Instant | null;
  readonly sentAt: Instant | null;
};

export const firstPlan = (now: Instant): FlowPlan => ({
  notBefore: now,
  periodMs: millis(1_000 / DRAIN_PER_S),
  spreadMs: START_SPREAD_MS,
  ...{ leaseUntil: null, sentAt: null },
});

/** `jitter` is 0..1. */
export const connected = (plan: FlowPlan, jitter: number, now: Instant): FlowPlan =>
  later(plan, after(now, millis(plan.spreadMs * jitter)));

export const sentBatch = (plan: FlowPlan, now: Instant): FlowPlan => ({
  ...later(plan, after(now, plan.periodMs)),
  sentAt: now,
});

export const paused = (plan: FlowPlan, forMs: Millis, now: Instant): FlowPlan => later(plan, after(now, forMs));

export type Host = {
  readonly leaseS: number;
  readonly drainPerS?: number | undefined;
  readonly spreadS?: number | undefined;
};
export const heardHost = (plan: FlowPlan, { leaseS, drainPerS, spreadS }: Host, now: Instant): FlowPlan => ({
  ...plan,
  leaseUntil: after(now, seconds(leaseS)),
  periodMs: millis(1_000 / (drainPerS ?? DRAIN_PER_S)),
  spreadMs: spreadS === undefined ? START_SPREAD_MS : seconds(spreadS),
});

/** The moment from which a batch may go, as far as is known now. */
export function backfillAt({ notBefore, leaseUntil, sentAt }: FlowPlan, now: Instant): Instant {
  if (leaseUntil === null || now < leaseUntil) return notBefore;
  const probeAt = after(leaseUntil, ABSENT_MS);
  const nextProbeAt = sentAt === null ? probeAt : after(sentAt, PROBE_MS);
  return [notBefore, probeAt, nextProbeAt].reduce((latest, moment) => (moment > latest ? moment : latest));
}

/** Packets of history on their way at once: live keeps at least half of the window, and its wait on a slow line is short. */
export const backlogWindow = (window: number): number =>
  Math.max(1, Math.min(BACKLOG_IN_FLIGHT_MAX, Math.floor(window / 2)));
/** Two packets of 48 KB are 0.8 s of 1 Mbit/s, and live is to be there within 2 s (contract, R5). */
const BACKLOG_IN_FLIGHT_MAX = 2;

const later = (plan: FlowPlan, moment: Instant): FlowPlan =>
  moment > plan.notBefore ? { ...plan, notBefore: moment } : plan;
