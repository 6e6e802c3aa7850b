import type { Failure } from "../watch/electrical.ts";
import { energyWh, type Totals } from "../watch/meter.ts";
import type { Indicators } from "./indicators.ts";
import { toldMovements, type Movements } from "./movements.ts";

/**
 * One local day of a lamp post, noon to noon, as the city and `gaturum report` have it. What is not known has no key.
 * `belowPromiseS`: seconds in which someone was in sight of the motion sensor at night and the lamp gave less than boost.
 */
export type DayFigures = {
  /** Of the noon that it began at, such as `2026-11-25`. */
  readonly date: string;
  /** How much of it was seen, in seconds: less after a power cut, more where the clock was lost at noon. */
  readonly seenS: number;
  readonly lampWh: number;
  readonly controllerWh: number;
  /** What the lamp would have used at full output, over the same nights. */
  readonly alwaysFullWh: number;
  /**
   * Of `alwaysFullWh`; absent on a day without night, or with so little of it that they say nothing. Net: after the
   * controller's own, below 0 where that is more.
   */
  readonly savedGrossPct?: number;
  readonly savedNetPct?: number;
  readonly baseMin: number;
  readonly boostMin: number;
  readonly safeMin: number;
  readonly dayMin: number;
  readonly overrideMin: number;
  readonly belowPromiseS: number;
  readonly movements: readonly Movements[];
  /** Those open when the day ended. */
  readonly failures: readonly Failure[];
};

export function dayFigures(
  dayNumber: number,
  { seenMs, atMs, belowPromiseMs, opened, movements }: Indicators,
  totals: Totals,
  failures: readonly Failure[],
): DayFigures {
  const lampJ = totals.lampJ - opened.lampJ;
  const controllerJ = totals.controllerJ - opened.controllerJ;
  const alwaysFullJ = totals.alwaysFullJ - opened.alwaysFullJ;
  return {
    date: dateOf(dayNumber),
    seenS: Math.floor(seenMs / MS_A_SECOND),
    lampWh: energyWh(lampJ),
    controllerWh: energyWh(controllerJ),
    alwaysFullWh: energyWh(alwaysFullJ),
    ...saved("savedGrossPct", alwaysFullJ - lampJ, alwaysFullJ),
    ...saved("savedNetPct", alwaysFullJ - lampJ - controllerJ, alwaysFullJ),
    baseMin: wholeMinutes(atMs.base),
    boostMin: wholeMinutes(atMs.boost),
    safeMin: wholeMinutes(atMs.safe),
    dayMin: wholeMinutes(atMs.day),
    overrideMin: wholeMinutes(atMs.override),
    belowPromiseS: Math.floor(belowPromiseMs / MS_A_SECOND),
    movements: toldMovements(movements),
    failures,
  };
}

const MS_A_SECOND = 1_000;
const wholeMinutes = (ms: number): number => Math.floor(ms / 60_000);

/** Of the contract. A controller of 3 W takes that of a lamp of 30 W whose night was a minute and a half. */
const SAVED_LEAST_PCT = -10_000;

function saved(key: "savedGrossPct" | "savedNetPct", partJ: number, wholeJ: number): Pick<DayFigures, typeof key> {
  const pct = Math.round((partJ / wholeJ) * 1_000) / 10;
  return wholeJ === 0 || pct < SAVED_LEAST_PCT ? {} : { [key]: pct };
}
const dateOf = (dayNumber: number): string => new Date(dayNumber * 86_400_000).toISOString().slice(0, 10);
