import type { Reading } from "../measure/reading.ts";
import { after, instant, minutes, type Instant } from "../measure/time.ts";
import type { Celsius } from "../measure/units.ts";
import { FILL_PERIOD_MS, FIRST_AFTER_MS } from "./level/fill.ts";
import type { Moments } from "../measure/moments.ts";

/** The air is compared with itself so many steps ago; the grid is the fill level's, so that one cycle serves both. */
const STEP_MS = FILL_PERIOD_MS;
const STEPS = 6;
/** 10 degrees a minute over the 30 s of the window; our choice, litter in the sun warms far slower. */
const RISE_C = 5;
/** A fire is over once it has been colder than this for so long: bins.md part 8, LOCKOUT. */
export const COLD_BELOW_C = 40;
export const COLD_FOR_MS = minutes(10);

/** The newest temperatures, one a step, oldest first. */
export type Warmth = { readonly nextAt: Instant; readonly samples: readonly number[] };
export const initialWarmth = (now: Instant): Warmth => ({ nextAt: after(now, FIRST_AFTER_MS), samples: [] });

export function nextWarmth(was: Warmth, temperature: Reading<Celsius>, moments: Moments): Warmth {
  if (!temperature.ok && temperature.fault.cause === "absent") return was;
  if (isStill(was, temperature) || !moments.passed(was.nextAt)) return was;
  const nextAt = instant(was.nextAt + (Math.floor((moments.now - was.nextAt) / STEP_MS) + 1) * STEP_MS);
  const samples = temperature.ok ? [...was.samples, temperature.value].slice(-STEPS - 1) : [];
  const next = { nextAt, samples };
  if (!isStill(next, temperature)) moments.passed(nextAt);
  return next;
}

/** Too hot, or rising fast. An unknown temperature is no fire: it is a fault of its part. */
export function burns({ samples }: Warmth, temperature: Reading<Celsius>, aboveC: Celsius): boolean {
  if (temperature.ok && temperature.value > aboveC) return true;
  const [first] = samples;
  const last = samples[samples.length - 1];
  return samples.length > STEPS && first !== undefined && last !== undefined && last - first >= RISE_C;
}

/** A fire that has begun. `coldSince`: since when it has been cold inside without a break; null: it is not. */
export type Fire = { readonly coldSince: Instant | null };

/** A fire that wavers, or has burnt its thermometer, is not over. null: there is none. */
export function nextFire(
  was: Fire | null,
  burning: boolean,
  temperature: Reading<Celsius>,
  moments: Moments,
): Fire | null {
  if (was === null && !burning) return null;
  const isCold = !burning && temperature.ok && temperature.value < COLD_BELOW_C;
  const coldSince = isCold ? (was?.coldSince ?? moments.now) : null;
  if (coldSince !== null && moments.passed(coldSince, COLD_FOR_MS)) return null;
  return was !== null && was.coldSince === coldSince ? was : { coldSince };
}

/** Each further sample would repeat those there are: until the temperature changes there is nothing to look at. */
const isStill = ({ samples }: Warmth, temperature: Reading<Celsius>): boolean =>
  temperature.ok && samples.length === STEPS + 1 && samples.every((sample) => sample === temperature.value);
