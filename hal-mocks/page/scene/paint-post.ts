import type { PostFrame } from "../../host/protocol.ts";
import { fontOf, type Inks, type Theme } from "./inks.ts";
import { FIGURE_PX_PER_M, lampAt, xOf, type View } from "./layout.ts";
import { dot, hatch, triangle } from "./marks.ts";
import { clampShare, css, mix, rgb, type Rgb } from "./rgb.ts";

/** A post to be drawn. `brightShare` is its light as an eye sees it. */
export type PostFigure = {
  readonly atM: number;
  readonly state: PostFrame;
  readonly brightShare: number;
  readonly chosen: boolean;
  /** Its level in words, where levels are written. */
  readonly level: string | null;
};
export type PostLook = { readonly theme: Theme; readonly inks: Inks; readonly seen: (colour: Rgb) => Rgb };

const STEEL = rgb("#414953");
const STEEL_EDGE = rgb("#7C8693");
const LENS = "#FFF1D6";
const BASE_M = 0.55;

export function paintPost(c: CanvasRenderingContext2D, view: View, post: PostFigure, look: PostLook): void {
  const { inks, theme, seen } = look;
  const x = xOf(view, post.atM);
  const lamp = lampAt(view, post.atM);
  const { feetY, unitPx } = view;
  if (theme === "sunlight") paintCone(c, view, lamp, post.brightShare, inks);
  const steel = theme === "sunlight" ? inks.ink : css(seen(STEEL));
  paintShaft(c, view, x, lamp, steel, theme === "sunlight" ? null : css(seen(STEEL_EDGE)));
  paintHead(c, lamp, unitPx, steel);
  const lens = theme === "sunlight" ? inks.light : LENS;
  if (post.brightShare > 0.01) {
    c.globalAlpha = clampShare(0.15 + post.brightShare);
    c.fillStyle = lens;
    c.fillRect(lamp.x - 5.4 * unitPx, lamp.y - 0.4 * unitPx, 10.8 * unitPx, 1.7 * unitPx);
    c.globalAlpha = 1;
  }
  const topY = lamp.y - 9 * unitPx;
  if (post.state.levelPct === null) hatch(c, x - 6, lamp.y, 12, feetY - lamp.y, inks.quiet);
  if (post.state.faults.length > 0) triangle(c, lamp.x, topY, 11, inks.fault);
  if (post.level !== null) paintLevel(c, lamp.x, post.state.faults.length > 0 ? topY - 15 : topY, post.level, inks);
  if (post.chosen) paintChosen(c, x, feetY, 11 * unitPx, inks);
}

function paintShaft(
  c: CanvasRenderingContext2D,
  { feetY, unitPx }: View,
  x: number,
  lamp: { readonly x: number; readonly y: number },
  steel: string,
  edge: string | null,
): void {
  const bend = 9 * unitPx;
  c.strokeStyle = steel;
  c.lineCap = "round";
  c.lineWidth = 2.3 * unitPx;
  c.beginPath();
  c.moveTo(x, feetY);
  c.lineTo(x, lamp.y + bend - 3 * unitPx);
  c.quadraticCurveTo(x, lamp.y - 3 * unitPx, x + bend, lamp.y - 2.4 * unitPx);
  c.lineTo(lamp.x, lamp.y - 2 * unitPx);
  c.stroke();
  c.fillStyle = steel;
  const base = BASE_M * FIGURE_PX_PER_M * unitPx;
  c.fillRect(x - 2.2 * unitPx, feetY - base, 4.4 * unitPx, base);
  c.fillRect(x - 3 * unitPx, feetY - 1.6 * unitPx, 6 * unitPx, 1.6 * unitPx);
  if (edge === null) return;
  c.fillStyle = edge;
  c.globalAlpha = 0.6;
  c.fillRect(x + 0.3 * unitPx, lamp.y + bend, 0.7 * unitPx, feetY - lamp.y - bend - base);
  c.globalAlpha = 1;
}

function paintHead(
  c: CanvasRenderingContext2D,
  { x, y }: { x: number; y: number },
  unitPx: number,
  steel: string,
): void {
  c.fillStyle = steel;
  c.beginPath();
  c.moveTo(x - 8 * unitPx, y);
  c.quadraticCurveTo(x - 6 * unitPx, y - 4.2 * unitPx, x, y - 4.2 * unitPx);
  c.quadraticCurveTo(x + 7 * unitPx, y - 4 * unitPx, x + 9 * unitPx, y);
  c.fill();
}

/** On paper light cannot glow: its cone is outlined, and filled the more densely the more light there is. */
function paintCone(
  c: CanvasRenderingContext2D,
  { feetY, unitPx }: View,
  { x, y }: { x: number; y: number },
  brightShare: number,
  inks: Inks,
): void {
  if (brightShare <= 0.01) return;
  const half = 78 * unitPx;
  c.beginPath();
  c.moveTo(x - 5 * unitPx, y + unitPx);
  c.lineTo(x - half, feetY);
  c.lineTo(x + half, feetY);
  c.lineTo(x + 5 * unitPx, y + unitPx);
  c.closePath();
  c.fillStyle = css(rgb(inks.light), 0.06 + 0.36 * brightShare ** 2);
  c.fill();
  c.strokeStyle = css(mix(rgb(inks.light), rgb(inks.panel), 0.15), 0.9);
  c.lineWidth = 1;
  c.stroke();
  c.fillStyle = css(rgb(inks.light), 0.25 + 0.75 * brightShare);
  c.fillRect(x - half, feetY, 2 * half, 3 * unitPx);
}

function paintLevel(c: CanvasRenderingContext2D, x: number, y: number, level: string, inks: Inks): void {
  c.font = fontOf(12, 600);
  c.textAlign = "center";
  c.textBaseline = "alphabetic";
  c.fillStyle = inks.ink;
  c.fillText(level, x, y);
}

/** A quiet mark under what is chosen: it stands on a line of ink, between two dots. */
export function paintChosen(c: CanvasRenderingContext2D, x: number, feetY: number, halfPx: number, inks: Inks): void {
  c.fillStyle = inks.ink;
  c.fillRect(x - halfPx, feetY + 2, 2 * halfPx, 1.6);
  dot(c, x - halfPx, feetY + 2.8, 2, inks.ink);
  dot(c, x + halfPx, feetY + 2.8, 2, inks.ink);
}
