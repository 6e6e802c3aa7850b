import type { LoggedEntry } from "../../measure/evidence.ts";
import type { Span, Timeline } from "./timeline.ts";

/**
 * What a stretch of time came to, from the log alone. null: nothing of it was seen, or it is not known: no data is never
 * a number. Counts and hours are of `seenMs`, never of the rest.
 */
export type Figures = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly seenMs: number;
  /** Visits that took something out, and all visits: a door that was opened for nothing was a trip as well. */
  readonly collections: number | null;
  readonly visits: number | null;
  /** Of the fills known at a collection. */
  readonly fillAtCollectionPct: number | null;
  readonly overflowMs: number | null;
  readonly downtimeMs: number | null;
  readonly strokes: number | null;
  readonly safetyStops: number | null;
  /** null also where a single stroke's is not known; `energyKnownJ` is of those that are. */
  readonly energyJ: number | null;
  readonly energyKnownJ: number;
  readonly strokesWithEnergy: number;
};

export function figuresOf({ entries, spans }: Timeline, fromMs: number, toMs: number): Figures {
  const inside = entries.filter(({ wallMs }) => wallMs !== null && wallMs >= fromMs && wallMs < toMs);
  const of = (what: string): readonly LoggedEntry[] =>
    inside.map(({ entry }) => entry).filter((one) => one.what === what);
  const hours = (counts: (span: Span) => boolean): number =>
    spans
      .filter(counts)
      .reduce((sum, span) => sum + Math.max(0, Math.min(span.toMs, toMs) - Math.max(span.fromMs, fromMs)), 0);
  const seenMs = hours(() => true);
  const count = (found: number): number | null => (found === 0 && seenMs === 0 ? null : found);
  const judged = of("collection");
  const visits = judged.filter(({ values: { again } }) => again !== true);
  const emptied = judged.filter(({ values: { result } }) => result === "collected" || result === "partlyEmptied");
  const fills = numbersIn(emptied, "fillBeforePct");
  const strokes = of("stroke");
  const energies = numbersIn(strokes, "energyJ");
  const energyKnownJ = tenths(energies.reduce((sum, one) => sum + one, 0));
  return {
    ...{ fromMs, toMs, seenMs },
    ...{ collections: count(emptied.length), visits: count(visits.length), strokes: count(strokes.length) },
    fillAtCollectionPct: fills.length === 0 ? null : tenths(fills.reduce((sum, one) => sum + one, 0) / fills.length),
    overflowMs: seenMs === 0 ? null : hours(({ full }) => full),
    downtimeMs: seenMs === 0 ? null : hours(({ down }) => down),
    safetyStops: count(of("stop").length),
    energyJ: energies.length < strokes.length ? null : count(energyKnownJ),
    ...{ energyKnownJ, strokesWithEnergy: energies.length },
  };
}

const numbersIn = (entries: readonly LoggedEntry[], key: string): readonly number[] =>
  entries.map(({ values }) => values[key]).filter((value) => typeof value === "number");
const tenths = (value: number): number => Math.round(value * 10) / 10;
