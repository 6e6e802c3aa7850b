import type { Reading } from "../../measure/reading.ts";
import type { BatteryState } from "../../measure/samples.ts";
import { seconds, type Instant, type Millis } from "../../measure/time.ts";
import type { Milliamps } from "../../measure/units.ts";
import { LEARNED_STROKES } from "../remembered.ts";
import { TIMERS } from "../press/timers.ts";
import type { EnergySettings, PressSettings } from "../settings.ts";

/**
 * The motor's energy in the stroke that runs: whole nJ (µW times ms), moved on when current or voltage changes. `uw`
 * null: one of them could not be read. `known`: both could, all along.
 */
export type StrokeMeter = {
  readonly at: Instant;
  readonly uw: number | null;
  readonly nj: number;
  readonly known: boolean;
};

const NJ_A_MWH = 3_600_000_000;
const MS_AN_HOUR = 3_600_000;
/** Section 8: motor on → topOK. */
const LONGEST_STROKE_MS = seconds(65);
/** Row 10: usable energy for so many learned strokes, or none begins. */
const STROKES_IN_HAND = 2;

/** null outside a stroke. */
export function nextMeter(
  was: StrokeMeter | null,
  inStroke: boolean,
  current: Reading<Milliamps>,
  battery: Reading<BatteryState>,
  now: Instant,
): StrokeMeter | null {
  if (!inStroke) return null;
  const uw = current.ok && battery.ok ? Math.max(0, Math.round(current.value * battery.value.voltageMv)) : null;
  if (was === null) return { at: now, uw, nj: 0, known: uw !== null };
  if (uw === was.uw) return was;
  return { at: now, uw, nj: energyNj(was, now), known: was.known && uw !== null };
}

/** So far, rounded up; null: not all of it could be measured. */
export const strokeMwh = (meter: StrokeMeter, now: Instant): number | null =>
  meter.known ? measuredMwh(meter, now) : null;
/** What of it could be measured, rounded up. */
export const measuredMwh = (meter: StrokeMeter, now: Instant): number => Math.ceil(energyNj(meter, now) / NJ_A_MWH);

const energyNj = ({ at, uw, nj }: StrokeMeter, now: Instant): number =>
  nj + (uw ?? 0) * (Math.round(now) - Math.round(at));

/**
 * What one stroke takes, down and up: the mean of the last measured ones. Before any: down at pressing force and up at
 * the stall, each for the longest time there may be.
 */
export const strokeCostMwh = (learned: readonly number[], press: PressSettings, voltageMv: number): number =>
  learnedCostMwh(learned) ?? motorMwh(press.pressMa + press.retractStallMa, voltageMv, TIMERS.strokeMost);

export const learnedCostMwh = (learned: readonly number[]): number | null =>
  learned.length === 0 ? null : Math.ceil(learned.reduce((sum, mwh) => sum + mwh, 0) / learned.length);

/** The learned costs with one more whole stroke; one that was not measured teaches nothing. */
export const learntCost = (learned: readonly number[], mwh: number | null): readonly number[] =>
  mwh === null ? learned : [...learned, mwh].slice(-LEARNED_STROKES);

/** The way up at its worst, and the board for the longest stroke: kept back, so that a ram that is down comes up. */
export function retractReserveMwh(press: PressSettings, { boardW }: EnergySettings, voltageMv: number): number {
  const boardMwh = Math.ceil((boardW * 1_000 * LONGEST_STROKE_MS) / MS_AN_HOUR);
  return motorMwh(press.retractStallMa, voltageMv, TIMERS.strokeMost) + boardMwh;
}

/** What must be usable for a stroke to begin: twice its cost, and the reserve. */
export const neededMwh = (costMwh: number, reserveMwh: number): number => STROKES_IN_HAND * costMwh + reserveMwh;

/** What is in the battery at this charge, and what of it may be used. */
export const storedMwh = ({ capacityWh }: EnergySettings, pct: number): number => Math.floor(capacityWh * 10 * pct);
export const usableMwh = (energy: EnergySettings, pct: number): number =>
  Math.max(0, storedMwh(energy, pct) - storedMwh(energy, 100 - energy.usablePct));

const motorMwh = (currentMa: number, voltageMv: number, ms: Millis): number =>
  Math.ceil(((currentMa * voltageMv) / 1_000 / MS_AN_HOUR) * ms);
