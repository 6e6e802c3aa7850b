import type { LoggedEntry } from "../../measure/evidence.ts";
import { figuresOf, type Figures } from "./figures.ts";
import { timelineOf, type Hole, type Timeline } from "./timeline.ts";

/** What would be driven without the bin's word: so many trips a week, at so much each in a currency as it is printed. */
export type Schedule = {
  readonly tripsPerWeek: number;
  readonly tripCost: { readonly amount: number; readonly currency: string } | null;
};
/** Against a fixed schedule, over the time that was seen. Each visit counts as a trip, also one that took nothing out. */
export type Trips = {
  readonly scheduled: number;
  readonly made: number;
  readonly avoided: number;
  /** In the currency of the schedule; null: it names no cost. */
  readonly saved: number | null;
};
export type AuditWeek = Figures & {
  /** As ISO 8601 counts them, `2026-W48`. A first and a last one may be cut by the period. */
  readonly week: string;
  readonly trips: Trips | null;
};
export type Audit = Figures & {
  readonly weeks: readonly AuditWeek[];
  readonly collectionsPerWeek: number | null;
  /** Times of which nothing is known, in order. */
  readonly holes: readonly Hole[];
  /** Entries of which nobody knows when they were: they count nowhere. */
  readonly undated: number;
  readonly trips: Trips | null;
  /** The log, or a part of it, is of mocked parts; or of a device that moved nothing. */
  readonly simulated: boolean;
  readonly observing: boolean;
};

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** Monday, 5 January 1970. */
const FIRST_MONDAY_MS = 4 * DAY_MS;
/** Shorter ones are between two entries of one moment. */
const HOLE_LEAST_MS = 1_000;

/** What an auditor asks, from the log alone: the same log gives the same answer, to the last digit. */
export function auditOf(log: readonly LoggedEntry[], fromMs: number, toMs: number, schedule: Schedule | null): Audit {
  const timeline = timelineOf(log);
  const total = figuresOf(timeline, fromMs, toMs);
  const weeks = weeksIn(fromMs, toMs).map(([from, to]): AuditWeek => {
    const figures = figuresOf(timeline, from, to);
    return { week: weekName(from), ...figures, trips: tripsOf(figures, schedule) };
  });
  return {
    ...total,
    weeks,
    collectionsPerWeek: total.seenMs === 0 ? null : hundredths(((total.collections ?? 0) * WEEK_MS) / total.seenMs),
    holes: holesIn(timeline, fromMs, toMs),
    undated: timeline.entries.filter(({ wallMs }) => wallMs === null).length,
    trips: tripsOf(total, schedule),
    simulated: log.some(({ simulated }) => simulated === true),
    observing: log.some(({ observing }) => observing === true),
  };
}

/** Of the seen time on both sides: what was not seen is neither driven nor avoided. */
function tripsOf({ seenMs, visits }: Figures, schedule: Schedule | null): Trips | null {
  if (schedule === null || seenMs === 0) return null;
  const { tripsPerWeek, tripCost } = schedule;
  const [scheduled, made] = [(tripsPerWeek * seenMs) / WEEK_MS, visits ?? 0];
  const avoided = scheduled - made;
  return {
    ...{ scheduled: hundredths(scheduled), made, avoided: hundredths(avoided) },
    saved: tripCost === null ? null : hundredths(avoided * tripCost.amount),
  };
}

/** The period without what the log accounts for. */
function holesIn({ spans, gaps }: Timeline, fromMs: number, toMs: number): readonly Hole[] {
  const holes: Hole[] = [];
  let until = fromMs;
  const add = (to: number): void => {
    const why = gaps.find((gap) => gap.fromMs < to && gap.toMs > until)?.why ?? "noLog";
    if (to - until >= HOLE_LEAST_MS) holes.push({ fromMs: until, toMs: to, why });
  };
  for (const span of spans.filter((one) => one.toMs > fromMs && one.fromMs < toMs)) {
    if (span.fromMs > until) add(span.fromMs);
    until = Math.max(until, span.toMs);
  }
  if (until < toMs) add(toMs);
  return holes;
}

function weeksIn(fromMs: number, toMs: number): readonly (readonly [number, number])[] {
  const weeks: (readonly [number, number])[] = [];
  for (let from = fromMs; from < toMs;) {
    const monday = FIRST_MONDAY_MS + (Math.floor((from - FIRST_MONDAY_MS) / WEEK_MS) + 1) * WEEK_MS;
    const to = Math.min(monday, toMs);
    weeks.push([from, to]);
    from = to;
  }
  return weeks;
}

/** The year of a week is that of its Thursday. */
function weekName(ms: number): string {
  const monday = ms - ((((ms - FIRST_MONDAY_MS) % WEEK_MS) + WEEK_MS) % WEEK_MS);
  const thursday = new Date(monday + 3 * DAY_MS);
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / WEEK_MS);
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, "0")}`;
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;
