import type { LoggedEntry } from "../../measure/evidence.ts";
import type { TimeQuality } from "../../measure/time.ts";
import { minutes } from "../../measure/time.ts";
import { ALIVE_MS } from "./standing.ts";

/** Why nothing is known of a time. `noTime`: it ran, and its clock was not known. */
export type HoleWhy = "noLog" | "off" | "lost" | "missing" | "silent" | "noTime";
/** In ms since 1970, as far as the log knows. */
export type Hole = { readonly fromMs: number; readonly toMs: number; readonly why: HoleWhy };
/** A time in which the device ran and said so; full and out of service were as they stand here for all of it. */
export type Span = { readonly fromMs: number; readonly toMs: number; readonly full: boolean; readonly down: boolean };
export type DatedEntry = { readonly entry: LoggedEntry; readonly wallMs: number | null };
export type Timeline = {
  readonly entries: readonly DatedEntry[];
  readonly spans: readonly Span[];
  readonly gaps: readonly Hole[];
};

/** A mark of life may be late by so much, in a cycle that jumps or a device that is busy; our choice. */
const SLACK_MS = minutes(5);
const RANK: Readonly<Record<TimeQuality, number>> = { none: 0, estimated: 1, rtc: 2, sync: 3 };

/** Which times the log accounts for, and what stood in them. Two entries account for the time between if none is missing. */
export function timelineOf(log: readonly LoggedEntry[]): Timeline {
  const offsets = offsetsByBoot(log);
  const entries = log.map((entry): DatedEntry => {
    const offset = offsets.get(entry.boot);
    return { entry, wallMs: offset === undefined ? null : entry.at + offset };
  });
  const spans: Span[] = [];
  const gaps: Hole[] = [];
  let stands: Pick<Span, "full" | "down"> | null = null;
  let until: number | null = null;
  for (const [index, { entry, wallMs }] of entries.entries()) {
    const before = entries[index - 1];
    const broken = before === undefined ? null : breakBetween(before.entry, entry);
    if (broken !== null) stands = null;
    if (before?.wallMs != null && wallMs !== null) {
      const [fromMs, toMs] = [Math.max(before.wallMs, until ?? -Infinity), wallMs];
      if (toMs > fromMs && stands !== null) spans.push({ fromMs, toMs, ...stands });
      else if (toMs > fromMs) gaps.push({ fromMs, toMs, why: broken ?? "missing" });
    } else if (before !== undefined && wallMs !== null && until !== null && wallMs > until) {
      gaps.push({ fromMs: until, toMs: wallMs, why: "noTime" });
    }
    until = wallMs === null ? until : Math.max(until ?? -Infinity, wallMs);
    stands = standsAfter(stands, entry);
  }
  return { entries, spans, gaps };
}

/** Wall time is instant plus this, by the best clock of the run and the latest word of it: so no step divides a run. */
function offsetsByBoot(log: readonly LoggedEntry[]): ReadonlyMap<string, number> {
  const best = new Map<string, { readonly rank: number; readonly offset: number }>();
  for (const { boot, at, ts, timeQuality } of log) {
    const rank = RANK[timeQuality];
    if (ts !== null && rank > 0 && rank >= (best.get(boot)?.rank ?? 0)) best.set(boot, { rank, offset: ts - at });
  }
  return new Map([...best].map(([boot, { offset }]) => [boot, offset]));
}

/** null: nothing can have happened between them that is not in the log. */
function breakBetween(before: LoggedEntry, entry: LoggedEntry): HoleWhy | null {
  if (entry.damaged !== undefined || entry.seq !== before.seq + 1) return "missing";
  if (entry.boot !== before.boot) return "off";
  if (entry.lost !== undefined) return "lost";
  return entry.at - before.at > ALIVE_MS + SLACK_MS ? "silent" : null;
}

/** null: not known, until an entry says both again. */
function standsAfter(was: Pick<Span, "full" | "down"> | null, { what, values }: LoggedEntry) {
  const { full, down, active } = values;
  if (what === "started" || what === "alive") {
    return typeof full === "boolean" && typeof down === "boolean" ? { full, down } : null;
  }
  if (was === null || typeof active !== "boolean") return was;
  if (what === "full") return { ...was, full: active };
  return what === "down" ? { ...was, down: active } : was;
}
