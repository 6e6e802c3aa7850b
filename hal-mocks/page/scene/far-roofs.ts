import { between, chance } from "../../random.ts";

/** A corner of a silhouette, in design px; y grows upwards from the foot of the houses. */
export type Corner = readonly [x: number, y: number];

const HOUSES_MAX = 120;

/** What stands behind the street: an outline of roofs from `fromPx` to `toPx`, the same for the same seed. */
export function roofLine(seed: number, layer: string, fromPx: number, toPx: number, heightPx: number): Corner[] {
  const corners: Corner[] = [];
  let x = fromPx;
  for (let i = 0; x < toPx && i < HOUSES_MAX; i++) {
    const of = (what: string): number => chance(seed, layer + what, i);
    const wide = between(60, 130, of("wide"));
    const eaves = heightPx * between(0.72, 0.94, of("high"));
    const ridge = eaves + between(8, 24, of("ridge"));
    const hip = between(0.12, 0.3, of("hip")) * wide;
    corners.push([x, eaves], [x + hip, ridge], ...chimney(x + wide * between(0.35, 0.6, of("stack")), ridge));
    corners.push([x + wide - hip, ridge], [x + wide, eaves]);
    x += wide;
  }
  return corners;
}

const chimney = (x: number, ridge: number): Corner[] => [
  [x, ridge],
  [x, ridge + 9],
  [x + 6, ridge + 9],
  [x + 6, ridge],
];

/** A slender church: a tower, a lantern and a spire, in design px from its middle. */
export const SPIRE: readonly Corner[] = [
  [-15, 0],
  [-15, 188],
  [-17, 190],
  [-11, 199],
  [-9, 214],
  [-10, 216],
  [-5, 228],
  [-3.4, 250],
  [-0.7, 292],
  [-0.7, 302],
  [0.7, 302],
  [0.7, 292],
  [3.4, 250],
  [5, 228],
  [10, 216],
  [9, 214],
  [11, 199],
  [17, 190],
  [15, 188],
  [15, 0],
];
/** The nave beside it. */
export const NAVE: readonly Corner[] = [
  [15, 0],
  [15, 158],
  [28, 182],
  [104, 182],
  [118, 158],
  [118, 0],
];
