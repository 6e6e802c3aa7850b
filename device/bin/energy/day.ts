import type { Moments } from "../../measure/moments.ts";
import { after, hours, type Instant } from "../../measure/time.ts";
import type { EnergySettings } from "../settings.ts";
import { ENERGY_MODES, type EnergyMode } from "./mode.ts";
import { storedMwh, usableMwh } from "./stroke-cost.ts";

/**
 * What 24 hours came to, counted from the start of control. `opening`: when the charge was first known in them, and what
 * it was. `modeMs` moves on when the mode changes.
 */
export type Day = {
  readonly since: Instant;
  readonly opening: { readonly at: Instant; readonly pct: number } | null;
  readonly minPct: number | null;
  readonly maxPct: number | null;
  readonly strokesMwh: number;
  readonly modeMs: Readonly<Record<EnergyMode, number>>;
  readonly mode: EnergyMode;
  readonly modeAt: Instant;
};
/** Of a day that is over. `harvestMwh` null: the charge was not known at both its ends. */
export type Balance = { readonly harvestMwh: number | null; readonly useMwh: number; readonly strokesMwh: number };
export type Season = { readonly balances: readonly Balance[]; readonly winter: boolean };

export const DAY_MS = hours(24);
const MS_AN_HOUR = 3_600_000;
/** Our choice: one dark day is weather, three are a season. */
const BALANCES = 3;
/** Our choice: a forecast moves by less from day to day. */
const WINTER_OVER_DAYS = 2;

export const newDay = (since: Instant, mode: EnergyMode, pct: number | null): Day => ({
  since,
  opening: pct === null ? null : { at: since, pct },
  ...{ minPct: pct, maxPct: pct, strokesMwh: 0 },
  ...{ modeMs: { normal: 0, saving: 0, commsOnly: 0, shutdown: 0 }, mode, modeAt: since },
});

/** The day with what was seen in this cycle. */
export function noticedDay(was: Day, pct: number | null, mode: EnergyMode, spentMwh: number, now: Instant): Day {
  const strokesMwh = was.strokesMwh + spentMwh;
  const moded = mode === was.mode ? was : { ...was, modeMs: modesUntil(was, now), mode, modeAt: now };
  if (pct === null) return { ...moded, strokesMwh };
  return {
    ...moded,
    strokesMwh,
    opening: was.opening ?? { at: now, pct },
    minPct: Math.min(was.minPct ?? pct, pct),
    maxPct: Math.max(was.maxPct ?? pct, pct),
  };
}

export const modesUntil = ({ modeMs, mode, modeAt }: Day, now: Instant): Day["modeMs"] => ({
  ...modeMs,
  [mode]: modeMs[mode] + Math.round(now) - Math.round(modeAt),
});

export const isOver = ({ since }: Day, moments: Moments): boolean => moments.passed(since, DAY_MS);
export const endOf = ({ since }: Day): Instant => after(since, DAY_MS);

/**
 * The sun's part is what the charge cannot explain: it fell by less than was used. `endPct` null: the gauge says nothing.
 * When the battery was full in between, more was to be had.
 */
export function balanceOf(day: Day, endPct: number | null, energy: EnergySettings): Balance {
  const { opening, strokesMwh } = day;
  const end = endOf(day);
  const useMwh = boardMwh(energy, end - day.since) + strokesMwh;
  if (opening === null || endPct === null) return { harvestMwh: null, useMwh, strokesMwh };
  const gainedMwh = storedMwh(energy, endPct) - storedMwh(energy, opening.pct);
  const usedMwh = boardMwh(energy, end - opening.at) + strokesMwh;
  return { harvestMwh: Math.max(0, gainedMwh + usedMwh), useMwh, strokesMwh };
}

export const boardMwh = ({ boardW }: EnergySettings, ms: number): number =>
  Math.round((boardW * 1_000 * ms) / MS_AN_HOUR);

/** Days that the battery lasts without sun, with strokes as on the days before; to a tenth, rounded down. */
export function daysLeft({ balances }: Season, pct: number, energy: EnergySettings): number {
  const known = balances.length === 0 ? 0 : sum(balances.map(({ strokesMwh }) => strokesMwh)) / balances.length;
  const perDayMwh = boardMwh(energy, DAY_MS) + known;
  return Math.floor((10 * usableMwh(energy, pct)) / perDayMwh) / 10;
}

/** After a day. The sun must have given less than the bin used over the days that are known, and the end be near. */
export function nextSeason(was: Season, balance: Balance, endPct: number | null, energy: EnergySettings): Season {
  const balances = [...was.balances, balance].slice(-BALANCES);
  const told = balances.filter(({ harvestMwh }) => harvestMwh !== null);
  if (told.length === 0 || endPct === null) return { balances, winter: was.winter };
  const harvestMwh = sum(told.map((one) => one.harvestMwh ?? 0));
  const isDark = 100 * harvestMwh < energy.winterHarvestPct * sum(told.map(({ useMwh }) => useMwh));
  const left = daysLeft({ balances, winter: was.winter }, endPct, energy);
  const isNear = left < energy.winterDays + (was.winter ? WINTER_OVER_DAYS : 0);
  return { balances, winter: isDark && isNear };
}

/** Hours in each mode, to a tenth. */
export const modeHours = (day: Day): Readonly<Record<EnergyMode, number>> => {
  const total = modesUntil(day, endOf(day));
  const of = (mode: EnergyMode) => [mode, Math.round((10 * total[mode]) / MS_AN_HOUR) / 10] as const;
  return Object.fromEntries(ENERGY_MODES.map(of)) as Record<EnergyMode, number>;
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
