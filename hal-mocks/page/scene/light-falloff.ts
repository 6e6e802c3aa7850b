import { clampShare, smoothStep } from "./rgb.ts";

/**
 * How a street lamp lights what is around it, in design px from the lamp, y downwards: 0 to 1 as an eye sees it, so
 * that a share of it at another level is `perceived` of that level. By eye after a full-cutoff luminaire.
 */

/** The wall stands so far behind the lamp. */
const WALL_BEHIND_PX = 40;
/** The eye sees more of a weak light than it has. */
const EYE = 0.5;
/** No light is drawn further to the side: it would be cut off. */
export const REACH_PX = 172;

export function onWall(x: number, y: number): number {
  const away = Math.hypot(x, y, WALL_BEHIND_PX);
  const falls = (WALL_BEHIND_PX / away) ** 3;
  const beam = smoothStep(-0.28, 0.62, y / away);
  return falls ** EYE * beam * edge(x);
}

/** On the pavement and the road: `below` the lamp's foot, seen at a flat angle. */
export function onGround(x: number, below: number, lampHeightPx: number): number {
  const away = Math.hypot(x, 2.2 * below, lampHeightPx * 0.62);
  return ((lampHeightPx * 0.62) / away) ** 2.1 * edge(x);
}

/** In the air: what haze there is shows the cone. */
export function inAir(x: number, y: number, lampHeightPx: number): number {
  if (y < 0) return 0;
  const halfWidth = 5 + 0.74 * y;
  const across = 1 - smoothStep(0.3, 1, Math.abs(x) / halfWidth);
  return across * (1 - 0.7 * clampShare(y / lampHeightPx)) ** 1.3;
}

/** Around the lamp itself. */
export function aroundLamp(x: number, y: number): number {
  const away = Math.hypot(x, y * 1.25);
  return 0.95 * Math.exp(-away / 5) + 0.4 * Math.exp(-away / 20);
}

const edge = (x: number): number => 1 - smoothStep(0.55 * REACH_PX, REACH_PX, Math.abs(x));

/** How much of a lamp's light falls on someone, by their distance from it: 1 beneath it. */
export function onSomeone(distanceM: number): number {
  const share = clampShare(1 - (distanceM / 15) ** 2);
  return share * share;
}
