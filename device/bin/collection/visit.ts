import type { Report } from "../../measure/decision.ts";
import { seconds, type Instant } from "../../measure/time.ts";
import type { FillLevel } from "../level/fill.ts";
import type { Guards } from "../looking/guards.ts";
import type { Moments } from "../../measure/moments.ts";
import { EMPTIED_PCT } from "../press/resting.ts";

/** Somebody had the service door open; judged from the levels once it is closed. `closedAt` null: it is open. */
export type Visit = { readonly beforePct: number | null; readonly closedAt: Instant | null };

/** A fall by less is a door that was opened and a bin that was not emptied. */
const FELL_LEAST_PCT = 15;
/** With no level by then the result is unknown. */
const JUDGE_WITHIN_MS = seconds(30);

/** Follows the door in every state, a locked-out one too, and reports each visit once. */
export function nextVisit(
  was: Visit | null,
  guards: Guards,
  lastPct: number | null,
  level: FillLevel,
  moments: Moments,
): { readonly visit: Visit | null; readonly report: Report | null } {
  if (guards.doorOpen)
    return { visit: { beforePct: was === null ? lastPct : was.beforePct, closedAt: null }, report: null };
  if (was === null || !guards.doorClosed) return { visit: was, report: null };
  if (was.closedAt === null) return { visit: { ...was, closedAt: moments.now }, report: null };
  const known = level.quality === "valid" && level.confirmed;
  if (!known && !moments.passed(was.closedAt, JUDGE_WITHIN_MS)) return { visit: was, report: null };
  return { visit: null, report: judged(was.beforePct, known ? level.fillPct : null) };
}

function judged(beforePct: number | null, afterPct: number | null): Report {
  const values = {
    result: resultOf(beforePct, afterPct),
    ...(beforePct === null ? {} : { fillBeforePct: Math.round(beforePct) }),
    ...(afterPct === null ? {} : { fillAfterPct: Math.round(afterPct) }),
  };
  return { kind: "event", stream: "collection", class: 1, values };
}

function resultOf(beforePct: number | null, afterPct: number | null): string {
  if (afterPct === null) return "unknown";
  if (afterPct <= EMPTIED_PCT) return "collected";
  if (beforePct === null) return "unknown";
  return beforePct - afterPct < FELL_LEAST_PCT ? "openedNotEmptied" : "partlyEmptied";
}
