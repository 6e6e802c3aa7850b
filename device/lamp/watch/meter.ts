import type { Moments } from "../../measure/moments.ts";
import { minutes, type Instant } from "../../measure/time.ts";
import { wattHours, type Percent, type WattHours, type Watts } from "../../measure/units.ts";
import type { LuminaireSettings } from "../settings.ts";
import { keptCounters, nextCounters, NO_COUNTERS, saysNothingNew, type Counters, type OwnCounts } from "./counters.ts";
import { expectedPower } from "./expected-power.ts";

/**
 * Counted since the lamp was hung, in whole units. `alwaysFullJ`: what a lamp of full output would have used over the same
 * nights; `litS`: with light above 0; `starts`: of control, for whatever cause.
 */
export type Totals = {
  readonly lampJ: number;
  readonly controllerJ: number;
  readonly alwaysFullJ: number;
  readonly litS: number;
  readonly switchOns: number;
  readonly starts: number;
};
/** Energy in µJ (mW times ms) and time lit in ms, less than one unit of {@link Totals} each. */
type Rest = { readonly lamp: number; readonly controller: number; readonly alwaysFull: number; readonly lit: number };
/** What counts on until it changes; `litMs` of each ms: 1 or 0. What the driver tells by itself is not reckoned. */
type Draw = {
  readonly lampMw: number;
  readonly controllerMw: number;
  readonly alwaysFullMw: number;
  readonly litMs: number;
};

/** Whole numbers that move when what is drawn changes; `at` is when they last did. */
export type Meter = {
  readonly at: Instant;
  readonly draw: Draw;
  readonly lit: boolean;
  readonly totals: Totals;
  readonly rest: Rest;
  /** Of a driver that counts by itself. What is reckoned while it tells no count is put right by its next one. */
  readonly counters: Counters;
};
/**
 * `measuredW` null: nothing measures it, so the power of the level counts. `levelPct` is what the lamp gives. `own` left out:
 * the driver is not heard.
 */
export type Taken = {
  readonly levelPct: Percent;
  readonly measuredW: Watts | null;
  readonly isNight: boolean;
  readonly own?: OwnCounts;
};

export const NO_TOTALS: Totals = {
  lampJ: 0,
  controllerJ: 0,
  alwaysFullJ: 0,
  litS: 0,
  switchOns: 0,
  starts: 0,
};

/** A lamp that is lit when control starts was so before: a start is no switching on. */
export function initialMeter(now: Instant): Meter {
  return {
    at: now,
    draw: { lampMw: 0, controllerMw: 0, alwaysFullMw: 0, litMs: 1 },
    lit: true,
    totals: { ...NO_TOTALS, starts: 1 },
    rest: { lamp: 0, controller: 0, alwaysFull: 0, lit: 0 },
    counters: NO_COUNTERS,
  };
}

/**
 * Goes on from what an earlier run kept, as soon as that is read. Once, and nothing may be kept before. A driver that is
 * still the same has counted on meanwhile.
 */
export function carriedOn(was: Meter, kept: Totals, counters: Counters = NO_COUNTERS): Meter {
  const { totals } = was;
  return {
    ...was,
    counters,
    totals: {
      lampJ: totals.lampJ + kept.lampJ,
      controllerJ: totals.controllerJ + kept.controllerJ,
      alwaysFullJ: totals.alwaysFullJ + kept.alwaysFullJ,
      litS: totals.litS + kept.litS,
      switchOns: totals.switchOns + kept.switchOns,
      starts: totals.starts + kept.starts,
    },
  };
}

/** Takes note of what is drawn from now on, and of what the driver has counted until now. */
export function nextMeter(was: Meter, taken: Taken, luminaire: LuminaireSettings, moments: Moments): Meter {
  const drawn = nextDraw(was, taken, luminaire, moments);
  const { own } = taken;
  if (own === undefined || saysNothingNew(drawn.counters, own)) return drawn;
  const { totals, rest, ...meter } = advancedTo(drawn, moments.now);
  const ours = { energyJ: totals.lampJ + rest.lamp / UJ_A_JOULE, litS: totals.litS + rest.lit / MS_A_SECOND };
  const { counters, owedJ, owedS } = nextCounters(meter.counters, own, ours, luminaire, moments);
  const lamp = rest.lamp + Math.round(owedJ * UJ_A_JOULE);
  const lit = rest.lit + Math.round(owedS * MS_A_SECOND);
  return {
    ...meter,
    counters,
    totals: {
      ...totals,
      lampJ: totals.lampJ + Math.floor(lamp / UJ_A_JOULE),
      litS: totals.litS + Math.floor(lit / MS_A_SECOND),
    },
    rest: { ...rest, lamp: lamp % UJ_A_JOULE, lit: lit % MS_A_SECOND },
  };
}

function nextDraw(was: Meter, taken: Taken, luminaire: LuminaireSettings, { now }: Moments): Meter {
  const { levelPct, measuredW, isNight, own } = taken;
  // A driver that counts makes up for the time in which it is not heard, and a dead one takes nothing.
  const silent = own === undefined && was.counters.tells;
  const reckons = !silent && (own?.energyWh ?? null) === null;
  const lampMw = reckons ? milliwatts(measuredW ?? expectedPower(levelPct, luminaire)) : 0;
  const controllerMw = milliwatts(luminaire.controllerW);
  const alwaysFullMw = isNight ? milliwatts(luminaire.powerFullW) : 0;
  const lit = levelPct > 0;
  const litMs = lit && !silent && (own?.litS ?? null) === null ? 1 : 0;
  const { draw } = was;
  const sameLamp = lampMw === draw.lampMw && litMs === draw.litMs && lit === was.lit;
  if (sameLamp && controllerMw === draw.controllerMw && alwaysFullMw === draw.alwaysFullMw) return was;
  const advanced = advancedTo(was, now);
  const switchOns = advanced.totals.switchOns + (lit && !was.lit ? 1 : 0);
  return {
    ...advanced,
    draw: { lampMw, controllerMw, alwaysFullMw, litMs },
    lit,
    totals: { ...advanced.totals, switchOns },
  };
}

/** The totals at a moment: what may be kept, and what the figures of a day are the difference of. */
export const settled = (was: Meter, now: Instant): Totals => advancedTo(was, now).totals;

export const energyWh = (joules: number): WattHours => wattHours(Math.floor(joules / JOULES_A_WATT_HOUR));
export const wholeHours = (litS: number): number => Math.floor(litS / 3_600);

/** Our choice (row 17): a power cut takes no more than this of the figures, and a card bears 96 writes a day for years. */
export const KEEP_EVERY_MS = minutes(15);
/**
 * What the next run will go on from, and since when. Totals are told to the city from here alone: what the meter has
 * counted since would be smaller after a power cut than it was told before.
 */
export type Keeping = { readonly at: Instant; readonly totals: Totals; readonly counters: Counters };

export function nextKeeping(was: Keeping, meter: Meter, moments: Moments): Keeping {
  if (!moments.passed(was.at, KEEP_EVERY_MS)) return was;
  moments.passed(moments.now, KEEP_EVERY_MS);
  return { at: moments.now, totals: settled(meter, moments.now), counters: keptCounters(meter.counters) };
}

const JOULES_A_WATT_HOUR = 3_600;
const UJ_A_JOULE = 1_000_000;
const MS_A_SECOND = 1_000;

function advancedTo(was: Meter, now: Instant): Meter {
  const ms = Math.round(now) - Math.round(was.at);
  if (ms === 0) return was;
  const { draw, totals, rest } = was;
  const lamp = rest.lamp + draw.lampMw * ms;
  const controller = rest.controller + draw.controllerMw * ms;
  const alwaysFull = rest.alwaysFull + draw.alwaysFullMw * ms;
  const lit = rest.lit + draw.litMs * ms;
  return {
    ...was,
    at: now,
    totals: {
      ...totals,
      lampJ: totals.lampJ + Math.floor(lamp / UJ_A_JOULE),
      controllerJ: totals.controllerJ + Math.floor(controller / UJ_A_JOULE),
      alwaysFullJ: totals.alwaysFullJ + Math.floor(alwaysFull / UJ_A_JOULE),
      litS: totals.litS + Math.floor(lit / MS_A_SECOND),
    },
    rest: {
      lamp: lamp % UJ_A_JOULE,
      controller: controller % UJ_A_JOULE,
      alwaysFull: alwaysFull % UJ_A_JOULE,
      lit: lit % MS_A_SECOND,
    },
  };
}

/** A meter's noise around nothing never takes energy back. */
const milliwatts = (powerW: Watts): number => Math.max(0, Math.round(powerW * 1_000));
