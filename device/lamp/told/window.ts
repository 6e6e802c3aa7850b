import type { Aggregate } from "../../measure/decision.ts";
import { elapsed, type Instant } from "../../measure/time.ts";

/**
 * One quantity over one window of time, as integers that move when it changes alone: hundredths, and hundredths times
 * ms. `hundredths` is its value now; null: not known.
 */
export type Window = {
  readonly since: Instant;
  readonly at: Instant;
  readonly hundredths: number | null;
  readonly sum: number;
  readonly count: number;
  readonly least: number;
  readonly most: number;
  /** It was known at every moment so far. */
  readonly whole: boolean;
};

export function openWindow(value: number | null, now: Instant): Window {
  const hundredths = hundredthsOf(value);
  const known = hundredths ?? 0;
  return { since: now, at: now, hundredths, sum: 0, count: 1, least: known, most: known, whole: hundredths !== null };
}

export function advanced(was: Window, value: number | null, now: Instant): Window {
  if (was.hundredths === hundredthsOf(value)) return was;
  const next = openWindow(value, now);
  return {
    ...next,
    since: was.since,
    sum: sumUntil(was, now),
    count: was.count + 1,
    least: Math.min(was.least, next.least),
    most: Math.max(was.most, next.most),
    whole: was.whole && next.whole,
  };
}

/** The window as the city is told of it; null: it was not known all the time, and a part of it would say too much. */
export function aggregateOf(window: Window, now: Instant): Aggregate | null {
  if (!window.whole) return null;
  const { since, count, least, most } = window;
  const mean = Math.round(sumUntil(window, now) / wholeMs(since, now)) / 100;
  return { count, min: least / 100, max: most / 100, mean, windowS: Math.round(elapsed(since, now) / 1_000) };
}

const hundredthsOf = (value: number | null): number | null => (value === null ? null : Math.round(value * 100));
const sumUntil = ({ sum, hundredths, at }: Window, now: Instant): number => sum + (hundredths ?? 0) * wholeMs(at, now);
const wholeMs = (from: Instant, to: Instant): number => Math.round(to) - Math.round(from);
