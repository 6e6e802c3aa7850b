import type { Instant } from "../../measure/time.ts";
import { seconds } from "../../measure/time.ts";
import type { Moments } from "../../measure/moments.ts";
import type { FillLevel } from "../level/fill.ts";
import type { Guards } from "../looking/guards.ts";
import { EMPTIED_PCT } from "../press/resting.ts";
import type { Mark } from "./mark.ts";

/**
 * Somebody had the service door open; judged from the levels once it is closed. `closedAt` null: it is open. `full`:
 * since when the bin had been full when the door was opened.
 */
export type Visit = {
  readonly beforePct: number | null;
  readonly closedAt: Instant | null;
  readonly full: Mark | null;
  /** It was told as unknown. As soon as a level is known, it may still turn out to have been a collection. */
  readonly told: boolean;
};
export type Result = "collected" | "openedNotEmptied" | "partlyEmptied" | "unknown";
/** What a visit came to; levels in percent of the depth, null where they were not known. */
export type Judged = {
  readonly result: Result;
  readonly beforePct: number | null;
  readonly afterPct: number | null;
  readonly full: Mark | null;
  /** The same visit was told before, as unknown. */
  readonly again: boolean;
  /** When the door was closed. */
  readonly at: Instant;
};

/** A fall by less is a door that was opened and a bin that was not emptied (bins.md, row 25). */
const FELL_LEAST_PCT = 15;
/**
 * A bin that held little cannot fall by so much. With the floor bare, where it was not before, it was emptied all the
 * same. Our choice: echoes of a still bin differ by less than a point.
 */
const BARE_PCT = 3;
/** With no level by then the result is unknown. Our choice: a sensor has six samples until then. */
const JUDGE_WITHIN_MS = seconds(30);

type Seen = {
  readonly guards: Pick<Guards, "doorOpen" | "doorClosed">;
  /** The level that was believed last, however old; and the one that may be used now. */
  readonly lastPct: number | null;
  readonly level: FillLevel;
  readonly full: Mark | null;
};
type Next = { readonly visit: Visit | null; readonly judged: Judged | null };

/** Follows the door in every state, a locked-out one too, and judges each visit once; an unknown one twice. */
export function nextVisit(was: Visit | null, { guards, lastPct, level, full }: Seen, moments: Moments): Next {
  if (guards.doorOpen) {
    return { visit: was === null ? opened(lastPct, full) : { ...was, closedAt: null, told: false }, judged: null };
  }
  if (was === null || !guards.doorClosed) return { visit: was, judged: null };
  const at = was.closedAt ?? moments.now;
  const visit = was.closedAt === null ? { ...was, closedAt: at } : was;
  const { beforePct } = visit;
  if (level.quality === "valid" && level.confirmed && was.closedAt !== null) {
    const result = resultOf(beforePct, level.fillPct);
    const judged: Judged = { result, beforePct, afterPct: level.fillPct, full: visit.full, again: visit.told, at };
    return { visit: null, judged: visit.told && result !== "collected" ? null : judged };
  }
  if (visit.told || !moments.passed(at, JUDGE_WITHIN_MS)) return { visit, judged: null };
  return {
    visit: { ...visit, told: true },
    judged: { result: "unknown", beforePct, afterPct: null, full: visit.full, again: false, at },
  };
}

const opened = (beforePct: number | null, full: Mark | null): Visit => ({
  ...{ beforePct, closedAt: null, full, told: false },
});

export function resultOf(beforePct: number | null, afterPct: number | null): Result {
  if (afterPct === null) return "unknown";
  const emptied = afterPct <= EMPTIED_PCT;
  if (beforePct === null) return emptied ? "collected" : "unknown";
  const fellPct = beforePct - afterPct;
  if (emptied && (fellPct >= FELL_LEAST_PCT || (afterPct <= BARE_PCT && fellPct >= BARE_PCT))) return "collected";
  return fellPct < FELL_LEAST_PCT ? "openedNotEmptied" : "partlyEmptied";
}
