import type { Inks } from "./inks.ts";
import type { View } from "./layout.ts";
import { css, rgb } from "./rgb.ts";

/** A record knows only that a sensor saw someone, not whom: rings on the pavement, and nobody in them. */
export const RIPPLE_S = 2;
const RINGS = 3;
const REACH_PX = 46;

export function paintRipple(
  c: CanvasRenderingContext2D,
  x: number,
  { feetY, unitPx }: View,
  seenAgoS: number,
  still: boolean,
  inks: Inks,
): void {
  if (seenAgoS >= RIPPLE_S) return;
  c.lineWidth = 1.5;
  for (let i = 0; i < RINGS; i++) {
    const share = still ? (i + 1) / RINGS : (seenAgoS / RIPPLE_S + i / RINGS) % 1;
    c.strokeStyle = css(rgb(inks.ink), 0.55 * (1 - share) + (still ? 0.2 : 0));
    c.beginPath();
    c.ellipse(x, feetY + 2 * unitPx, REACH_PX * share * unitPx, 7 * share * unitPx, 0, 0, 7);
    c.stroke();
  }
}
