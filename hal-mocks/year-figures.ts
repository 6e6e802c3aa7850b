import type { SimulatedStreet } from "./simulated-street.ts";

/** How a street of posts did. Shares in % to a hundredth; `told` is what the posts reckon, all else the world's truth. */
export type YearFigures = {
  readonly savedGrossPct: number;
  readonly savedNetPct: number;
  readonly toldGrossPct: number;
  readonly toldNetPct: number;
  /** u: of the time that the lamps were lit, above their base. */
  readonly boostedPct: number;
  /** 1 - (u + (1 - u) * base): what a linear lamp with two levels would save gross. */
  readonly formulaGrossPct: number;
  /** Minutes of posts without any light between civil dusk and dawn. */
  readonly darkMin: number;
  readonly walkedInDarkS: number;
  readonly passages: number;
};

/** From the world and the meters of the posts. Throws before a lamp was ever lit: there is nothing to compare with. */
export function yearFigures(street: SimulatedStreet, basePct: number): YearFigures {
  const { world, devices } = street;
  const truth = summed([...world.posts.values()].map((post) => post.figures(world.now)));
  const told = summed(devices.map((device) => device.postTotals(world.now)));
  const boosted = truth.boostedS / truth.litS;
  return {
    savedGrossPct: savedPct(truth.lampWh, truth.alwaysFullWh),
    savedNetPct: savedPct(truth.lampWh + truth.controllerWh, truth.alwaysFullWh),
    toldGrossPct: savedPct(told.lampJ, told.alwaysFullJ),
    toldNetPct: savedPct(told.lampJ + told.controllerJ, told.alwaysFullJ),
    boostedPct: hundredth(100 * boosted),
    formulaGrossPct: hundredth(100 - (100 * boosted + (1 - boosted) * basePct)),
    darkMin: hundredth(truth.unlitS / 60),
    walkedInDarkS: hundredth(truth.darkS),
    passages: truth.passages,
  };
}

function summed<Key extends string>(all: readonly { readonly [Name in Key]: number }[]): { [Name in Key]: number } {
  const [first, ...rest] = all;
  const sums = { ...first } as { [Name in Key]: number };
  for (const one of rest) for (const key in one) sums[key] += one[key];
  return sums;
}

const savedPct = (used: number, full: number): number => hundredth(100 * (1 - used / full));
const hundredth = (value: number): number => Math.round(100 * value) / 100;
