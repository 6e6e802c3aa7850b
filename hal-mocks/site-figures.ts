import type { World } from "./world.ts";

/** What the world itself knows of how a street did; null where it has no such device, or nothing to compare with yet. */
export type SiteFigures = {
  /** Energy saved against lamps that a photocell lights in full, after what the controllers use themselves. */
  readonly savedNetPct: number | null;
  readonly walkedInDarkS: number | null;
  readonly passages: number | null;
  readonly throws: number | null;
  readonly leftBeside: number | null;
  readonly collections: number | null;
  readonly strokes: number | null;
};

export function siteFigures(world: World): SiteFigures {
  const posts = [...world.posts.values()].map((post) => post.figures(world.now));
  const bins = [...world.bins.values()].map((bin) => bin.figures);
  const fullWh = sum(posts.map(({ alwaysFullWh }) => alwaysFullWh));
  const usedWh = sum(posts.map(({ lampWh, controllerWh }) => lampWh + controllerWh));
  const ofPosts = (values: readonly number[]) => (posts.length === 0 ? null : tenth(sum(values)));
  const ofBins = (values: readonly number[]) => (bins.length === 0 ? null : sum(values));
  return {
    savedNetPct: fullWh === 0 ? null : tenth(100 * (1 - usedWh / fullWh)),
    walkedInDarkS: ofPosts(posts.map(({ darkS }) => darkS)),
    passages: ofPosts(posts.map(({ passages }) => passages)),
    throws: ofBins(bins.map(({ throws }) => throws)),
    leftBeside: ofBins(bins.map(({ leftBeside }) => leftBeside)),
    collections: ofBins(bins.map(({ collections }) => collections)),
    strokes: ofBins(bins.map(({ strokes }) => strokes)),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const tenth = (value: number): number => Math.round(value * 10) / 10;
