import { between, chance } from "./random.ts";

/** How a fill sensor errs. `impulseShare` of its echoes are off by `impulseMm`, one way or the other. */
export type Echoes = { readonly noiseMm: number; readonly impulseShare: number; readonly impulseMm: number };
export const CLEAN_ECHOES: Echoes = { noiseMm: 0, impulseShare: 0, impulseMm: 0 };

/** The distance of echo number `index`, in whole millimetres as such sensors send them. */
export function echoMm(
  trueMm: number,
  { noiseMm, impulseShare, impulseMm }: Echoes,
  seed: number,
  index: number,
): number {
  const lot = chance(seed, "impulse", index);
  const impulse = lot < impulseShare / 2 ? impulseMm : lot < impulseShare ? -impulseMm : 0;
  return Math.round(trueMm + impulse + noiseMm * bell(seed, index));
}

/** What a sensor makes of a distance when it believes the air to have `assumedC`; root formula of the speed of sound. */
export const reckonedMm = (trueMm: number, airC: number, assumedC: number): number =>
  trueMm * Math.sqrt((assumedC + 273.15) / (airC + 273.15));

/** About a normal spread of 1: the sum of twelve even ones (Irwin and Hall), never beyond 6. */
function bell(seed: number, index: number): number {
  let sum = -6;
  for (let part = 0; part < 12; part++) sum += between(0, 1, chance(seed, "noise", index * 12 + part));
  return sum;
}
