import type { Instant } from "../../measure/time.ts";
import type { BinSettings } from "../settings.ts";

/** What the level alone is past, each with hysteresis and the moment since when; null: it is not. */
export type Past = {
  readonly nearlyFull: Instant | null;
  readonly full: Instant | null;
  readonly critical: Instant | null;
};
export const PAST_NONE: Past = { nearlyFull: null, full: null, critical: null };

/** Row 1. A threshold is passed, or taken back, when every one of the confirming levels says so; `levels`: at least one. */
export function nextPast(was: Past, levels: readonly number[], settings: BinSettings, now: Instant): Past {
  const { warnPct, fullPct, criticalPct, hysteresisPct } = settings;
  const [lowest, highest] = [Math.min(...levels), Math.max(...levels)];
  const past = (since: Instant | null, limitPct: number): Instant | null => {
    if (since !== null) return highest > limitPct - hysteresisPct ? since : null;
    return lowest >= limitPct ? now : null;
  };
  return {
    nearlyFull: past(was.nearlyFull, warnPct),
    full: past(was.full, fullPct),
    critical: past(was.critical, criticalPct),
  };
}
