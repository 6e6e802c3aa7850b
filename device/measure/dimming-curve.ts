import { percent, type Percent } from "./units.ts";

/**
 * How a lamp's own driver turns the number that it is told into light. Two of them must never be mixed: level 127 is
 * 50 % on the linear curve, and 3.1 % on the logarithmic one, where 50 % is 229.
 *
 * - `logarithmic`: the standard curve of IEC 62386-102, from 0.1 % at level 1 to 100 % at level 254.
 * - `linear`: the other curve of IEC 62386-207.
 * - `gamma`: even steps to the eye, with the exponent of screens.
 */
export type DimmingCurve = "logarithmic" | "linear" | "gamma";
/** A driver as it is built: `leastLevel` is the lowest of 1 to 254 that it can give; DALI calls it physical minimum. */
export type DimmingGear = { readonly curve: DimmingCurve; readonly leastLevel: number };

/** 255 is no level but MASK: leave it as it is. */
export const FULL_LEVEL = 254;
/** Of the logarithmic curve: three decades over 253 steps, from 0.1 % up (IEC 62386-102). */
const STEPS_A_DECADE = 253 / 3;
/** Light as a power of its perceived brightness; 2.2, as in the lamp's ramp. */
const GAMMA = 2.2;

/**
 * The level of 0 to 254 that gives this light. 0 is off; all that is lit is at least the least, and what lies half way
 * between two levels is the brighter one: 75 % on the linear curve, 190.5, is 191.
 */
export function driverLevel(levelPct: Percent, { curve, leastLevel }: DimmingGear): number {
  if (levelPct === 0) return 0;
  return Math.min(FULL_LEVEL, Math.max(leastLevel, 1, Math.round(exactLevel(levelPct, curve))));
}

/** The light of a level of 0 to 254. A driver gives its least for every lit level below that. */
export function levelLight(level: number, { curve, leastLevel }: DimmingGear): Percent {
  if (!(level >= 0 && level <= FULL_LEVEL)) throw new RangeError(`level: ${level} is outside 0..${FULL_LEVEL}`);
  return level === 0 ? DARK : lightOf(Math.max(leastLevel, level), curve);
}

/** {@link driverLevel} before it is rounded, for a signal without steps such as 0–10 V; lit, so above 0 %. */
export function exactLevel(levelPct: number, curve: DimmingCurve): number {
  switch (curve) {
    case "logarithmic":
      return 1 + STEPS_A_DECADE * (Math.log10(levelPct) + 1);
    case "linear":
      return (FULL_LEVEL * levelPct) / 100;
    case "gamma":
      return FULL_LEVEL * (levelPct / 100) ** (1 / GAMMA);
  }
}

/** The light of a level with decimals, above 0. */
export function lightOf(level: number, curve: DimmingCurve): Percent {
  switch (curve) {
    case "logarithmic":
      return percent(Math.min(100, 10 ** ((level - 1) / STEPS_A_DECADE - 1)));
    case "linear":
      return percent(Math.min(100, (100 * level) / FULL_LEVEL));
    case "gamma":
      return percent(Math.min(100, 100 * (level / FULL_LEVEL) ** GAMMA));
  }
}

/**
 * 1 to 100 % spread over what the lamp can show, so that 1 % is its least and no step of a ramp is lost below it. For
 * those who mean a share of the lamp's range; a level of a program is light, and is not spread.
 */
export function spreadOver(levelPct: Percent, leastPct: Percent): Percent {
  if (levelPct === 0 || leastPct <= LEAST_ASKED_PCT) return levelPct;
  const above = Math.max(0, levelPct - LEAST_ASKED_PCT) / (100 - LEAST_ASKED_PCT);
  return percent(leastPct + above * (100 - leastPct));
}

const DARK = percent(0);
const LEAST_ASKED_PCT = 1;
