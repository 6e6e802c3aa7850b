import type { BinSettings } from "../settings.ts";

/** What the level alone is past, each with hysteresis. */
export type Past = { readonly nearlyFull: boolean; readonly full: boolean; readonly critical: boolean };
export const PAST_NONE: Past = { nearlyFull: false, full: false, critical: false };

/** Row 1. A threshold is passed, or taken back, when every one of the confirming levels says so; `levels`: at least one. */
export function nextPast(was: Past, levels: readonly number[], settings: BinSettings): Past {
  const { warnPct, fullPct, criticalPct, hysteresisPct } = settings;
  const [lowest, highest] = [Math.min(...levels), Math.max(...levels)];
  const past = (before: boolean, limitPct: number): boolean =>
    before ? highest > limitPct - hysteresisPct : lowest >= limitPct;
  return {
    nearlyFull: past(was.nearlyFull, warnPct),
    full: past(was.full, fullPct),
    critical: past(was.critical, criticalPct),
  };
}
