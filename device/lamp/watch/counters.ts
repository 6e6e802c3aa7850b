import type { Json } from "../../measure/decision.ts";
import type { Moments } from "../../measure/moments.ts";
import { elapsed, type Instant } from "../../measure/time.ts";
import type { WattHours } from "../../measure/units.ts";
import type { LuminaireSettings } from "../settings.ts";

/** What a LED driver has counted since it was made, as it says now; null: that it does not tell. */
export type OwnCounts = {
  readonly driverId: string | null;
  readonly energyWh: WattHours | null;
  readonly litS: number | null;
  readonly onS: number | null;
};
/**
 * A count of the driver's beside our own total of the same: both as they were when this driver was first heard, and its
 * newest with the moment at which that came; null: in an earlier run.
 */
type Beside = {
  readonly firstCount: number;
  readonly firstTotal: number;
  readonly count: number;
  readonly at: Instant | null;
};
/** How it shows that the driver is another one: by its number, or because a count fell, or grew more than it can have. */
export const SIGNS = ["another", "back", "jump"] as const;
export type Sign = (typeof SIGNS)[number];
export type Counters = {
  /** null: it does not say who it is. */
  readonly driverId: string | null;
  readonly energy: Beside | null;
  readonly lit: Beside | null;
  readonly onS: number | null;
  /** It told its energy when it was heard last. */
  readonly tells: boolean;
  /** Drivers before this one, and how the last change showed. */
  readonly changes: number;
  readonly sign: Sign | null;
};
/** Our own totals, in J and s. */
export type OurTotals = { readonly energyJ: number; readonly litS: number };

export const NO_COUNTERS: Counters = {
  driverId: null,
  energy: null,
  lit: null,
  onS: null,
  tells: false,
  changes: 0,
  sign: null,
};

const JOULES_A_WATT_HOUR = 3_600;
/**
 * A count that grew by more than this over what its lamp can have used, or been lit, is of another driver. Our choice: some
 * count in whole kWh, and a driver that hung elsewhere for a winter has used a hundred.
 */
const JUMP_WH = 1_000;
const JUMP_S = 3_600;
/** Mains of 230 V +10 % (EN 50160), for a luminaire whose power goes with the square of its voltage. */
const MOST_SHARE = 1.1 ** 2;

export const saysNothingNew = (was: Counters, is: OwnCounts): boolean =>
  (is.driverId === null || is.driverId === was.driverId) &&
  (is.energyWh === null || is.energyWh === was.energy?.count) &&
  (is.litS === null || is.litS === was.lit?.count) &&
  (is.onS === null || is.onS === was.onS) &&
  was.tells === (is.energyWh !== null);

/** Takes a driver's counts. `owedJ`, `owedS`: what our totals are behind them; never below 0, for totals do not shrink. */
export function nextCounters(
  before: Counters,
  is: OwnCounts,
  ours: OurTotals,
  luminaire: LuminaireSettings,
  { now }: Moments,
): { readonly counters: Counters; readonly owedJ: number; readonly owedS: number } {
  const sign = changeOf(before, is, luminaire, now);
  const was = sign === null ? before : { ...NO_COUNTERS, changes: before.changes + 1, sign };
  const energy = nextBeside(was.energy, is.energyWh, ours.energyJ, now);
  const lit = nextBeside(was.lit, is.litS, ours.litS, now);
  return {
    counters: {
      ...was,
      driverId: is.driverId ?? was.driverId,
      energy,
      lit,
      onS: is.onS ?? was.onS,
      tells: is.energyWh !== null,
    },
    owedJ: is.energyWh === null ? 0 : owed(energy, ours.energyJ, JOULES_A_WATT_HOUR),
    owedS: is.litS === null ? 0 : owed(lit, ours.litS, 1),
  };
}

function changeOf(was: Counters, is: OwnCounts, { powerFullW }: LuminaireSettings, now: Instant): Sign | null {
  if (was.driverId !== null && is.driverId !== null && was.driverId !== is.driverId) return "another";
  const mostW = powerFullW * MOST_SHARE;
  return (
    signOf(was.energy, is.energyWh, (ms) => JUMP_WH + (mostW * ms) / 3_600_000, now) ??
    signOf(was.lit, is.litS, (ms) => JUMP_S + ms / 1_000, now)
  );
}

function signOf(
  was: Beside | null,
  count: number | null,
  most: (ms: number) => number,
  now: Instant,
): "back" | "jump" | null {
  if (was === null || count === null) return null;
  if (count < was.count) return "back";
  return was.at !== null && count - was.count > most(elapsed(was.at, now)) ? "jump" : null;
}

function nextBeside(was: Beside | null, count: number | null, total: number, now: Instant): Beside | null {
  if (count === null || count === was?.count) return was;
  return was === null ? { firstCount: count, firstTotal: total, count, at: now } : { ...was, count, at: now };
}

function owed(beside: Beside | null, total: number, unit: number): number {
  if (beside === null) return 0;
  return Math.max(0, beside.firstTotal + (beside.count - beside.firstCount) * unit - total);
}

/** As they may be kept: the moment of a count means nothing to the next run. */
export const keptCounters = (was: Counters): Counters => ({
  ...was,
  energy: was.energy === null ? null : { ...was.energy, at: null },
  lit: was.lit === null ? null : { ...was.lit, at: null },
});

/** Whether a driver that does not say who it is, is still the same, nobody knows: nothing of it is gone on from. */
export function readCounters(value: Json | undefined): Counters {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return NO_COUNTERS;
  const { driverId, energy, lit } = value as { readonly [key: string]: Json };
  if (typeof driverId !== "string") return NO_COUNTERS;
  const beside = readBeside(energy);
  return { ...NO_COUNTERS, driverId, energy: beside, lit: readBeside(lit), tells: beside !== null };
}

function readBeside(value: Json | undefined): Beside | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { firstCount, firstTotal, count } = value as { readonly [key: string]: Json };
  const known = [firstCount, firstTotal, count].every((one) => typeof one === "number");
  return known
    ? { firstCount: Number(firstCount), firstTotal: Number(firstTotal), count: Number(count), at: null }
    : null;
}
