import type { Inks } from "./inks.ts";
import { mOf, xOf, type View } from "./layout.ts";
import { rgb, type Rgb } from "./rgb.ts";

export const PAVEMENT = rgb("#A7A29A");
const SLAB_EDGE = rgb("#8F8A83");
const KERB = rgb("#C0BBB1");
const KERB_SIDE = rgb("#7F7B75");
export const ROAD = rgb("#6A6B70");
const ROAD_EDGE = rgb("#4C4D52");
const SLAB_M = 2.2;

/** Pavement, kerb and road, and the ground below them cut open. */
export function paintGround(
  c: CanvasRenderingContext2D,
  view: View,
  surface: (colour: Rgb) => string,
  inks: Inks,
): void {
  paintPaving(c, view, surface);
  c.fillStyle = inks.panel;
  c.fillRect(0, view.groundY, view.widthPx, view.heightPx - view.groundY);
  c.fillStyle = surface(ROAD_EDGE);
  c.fillRect(0, view.groundY - 1, view.widthPx, 3 * view.unitPx);
}

export function paintPaving(c: CanvasRenderingContext2D, view: View, surface: (colour: Rgb) => string): void {
  const { widthPx, wallY, kerbY, roadY, groundY, unitPx } = view;
  c.fillStyle = surface(PAVEMENT);
  c.fillRect(0, wallY, widthPx, kerbY - wallY);
  c.fillStyle = surface(SLAB_EDGE);
  c.fillRect(0, wallY, widthPx, unitPx);
  const first = Math.floor(mOf(view, 0) / SLAB_M) * SLAB_M;
  for (let atM = first; xOf(view, atM) < widthPx + 20; atM += SLAB_M) {
    c.fillRect(Math.round(xOf(view, atM)), wallY, Math.max(0.7, 0.8 * unitPx), kerbY - wallY);
  }
  c.fillStyle = surface(KERB);
  c.fillRect(0, kerbY, widthPx, Math.max(1, 1.4 * unitPx));
  c.fillStyle = surface(KERB_SIDE);
  c.fillRect(0, kerbY + 1.4 * unitPx, widthPx, roadY - kerbY);
  c.fillStyle = surface(ROAD);
  c.fillRect(0, roadY + unitPx, widthPx, groundY - roadY);
}
