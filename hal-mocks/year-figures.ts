import type { PostFigures } from "./post-site.ts";
import type { SimulatedStreet } from "./simulated-street.ts";

/**
 * How a street of posts did. Shares in % to a hundredth, null where no lamp was lit or would have been; `told` is what the
 * posts reckon, all else the world's truth.
 */
export type YearFigures = {
  readonly savedGrossPct: number | null;
  readonly savedNetPct: number | null;
  readonly toldGrossPct: number | null;
  readonly toldNetPct: number | null;
  /** u: of the time that the lamps were lit, above their base. */
  readonly boostedPct: number | null;
  /** 1 - (u + (1 - u) * base): what a linear lamp with two levels would save gross. */
  readonly formulaGrossPct: number | null;
  /** Minutes of posts without any light between civil dusk and dawn. */
  readonly darkMin: number;
  readonly walkedInDarkS: number;
  readonly passages: number;
};

/** What the world saw of all posts, and what these reckoned, since the start; it adds up. */
export type YearSums = {
  readonly truth: PostFigures;
  readonly told: { readonly lampJ: number; readonly controllerJ: number; readonly alwaysFullJ: number };
};

export function yearSums({ world, devices }: SimulatedStreet): YearSums {
  return {
    truth: summed([...world.posts.values()].map((post) => post.figures(world.now))),
    told: summed(
      devices.map((device) => {
        const { lampJ, controllerJ, alwaysFullJ } = device.postTotals(world.now);
        return { lampJ, controllerJ, alwaysFullJ };
      }),
    ),
  };
}

export const addedUp = (all: readonly YearSums[]): YearSums => ({
  truth: summed(all.map(({ truth }) => truth)),
  told: summed(all.map(({ told }) => told)),
});

export function yearFigures({ truth, told }: YearSums, basePct: number): YearFigures {
  const boosted = truth.litS === 0 ? null : truth.boostedS / truth.litS;
  return {
    savedGrossPct: savedPct(truth.lampWh, truth.alwaysFullWh),
    savedNetPct: savedPct(truth.lampWh + truth.controllerWh, truth.alwaysFullWh),
    toldGrossPct: savedPct(told.lampJ, told.alwaysFullJ),
    toldNetPct: savedPct(told.lampJ + told.controllerJ, told.alwaysFullJ),
    boostedPct: boosted === null ? null : hundredth(100 * boosted),
    formulaGrossPct: boosted === null ? null : hundredth(100 - (100 * boosted + (1 - boosted) * basePct)),
    darkMin: hundredth(truth.unlitS / 60),
    walkedInDarkS: hundredth(truth.darkS),
    passages: truth.passages,
  };
}

export function summed<Key extends string>(
  all: readonly { readonly [Name in Key]: number }[],
): { [Name in Key]: number } {
  const [first, ...rest] = all;
  const sums = { ...first } as { [Name in Key]: number };
  for (const one of rest) for (const key in one) sums[key] += one[key];
  return sums;
}

const savedPct = (used: number, full: number): number | null =>
  full === 0 ? null : hundredth(100 * (1 - used / full));
const hundredth = (value: number): number => Math.round(100 * value) / 100;
