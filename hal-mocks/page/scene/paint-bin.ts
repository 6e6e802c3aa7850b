import { chance } from "../../random.ts";
import type { BinFrame } from "../../host/protocol.ts";
import type { Inks, Theme } from "./inks.ts";
import { BIN_M, BIN_PX_PER_M, xOf, type Box, type View } from "./layout.ts";
import { hatch, lockedSquare, triangle } from "./marks.ts";
import { paintChosen } from "./paint-post.ts";
import { clampShare, css, mix, plus, rgb, type Rgb } from "./rgb.ts";

/** A bin to be drawn, cut open. */
export type BinFigure = {
  readonly atM: number;
  readonly state: BinFrame;
  readonly ramMm: number;
  readonly litterMm: number;
  readonly depthMm: number;
  readonly chosen: boolean;
  /** Names its litter. */
  readonly key: number;
};
export type BinLook = { readonly theme: Theme; readonly inks: Inks; readonly seen: (colour: Rgb) => Rgb };

const SHELL = rgb("#5F6C66");
const SHELL_EDGE = rgb("#A9B5AE");
const INSIDE = rgb("#20252B");
const STEEL = rgb("#B4BAC2");
const PANEL = rgb("#34486E");
const LITTER = ["#B9AE98", "#8F9AA6", "#A5836A", "#C9C2B2", "#7F8B78", "#9A8FA0"].map(rgb);
/** The sign's own lamps: a thing on the street, muted so that it is not taken for a fault of ours. */
const SIGN = { red: "#D2604E", amber: "#D9A441", green: "#7FB08A" } as const;
/** Shares of the height: the mechanism's floor, and the chamber's. */
const CHAMBER = { top: 0.3, bottom: 0.93 } as const;
const WALL_PX = 1.8;

export function paintBin(c: CanvasRenderingContext2D, view: View, bin: BinFigure, look: BinLook): void {
  const { unitPx, feetY } = view;
  const x = xOf(view, bin.atM);
  const scale = BIN_PX_PER_M * unitPx;
  const [wide, high] = [BIN_M.wide * scale, BIN_M.high * scale];
  const body: Box = { left: x - wide / 2, right: x + wide / 2, top: feetY - high, bottom: feetY };
  const paper = look.theme === "sunlight";
  const shell = paper ? look.inks.ink : cutOpen(look, SHELL);
  paintShell(c, body, unitPx, shell, paper ? look.inks.panel : cutOpen(look, INSIDE));
  const chamber: Box = {
    left: body.left + WALL_PX * unitPx,
    right: body.right - WALL_PX * unitPx,
    top: body.top + CHAMBER.top * high,
    bottom: body.top + CHAMBER.bottom * high,
  };
  paintLitter(c, chamber, bin, look, unitPx);
  paintRam(c, chamber, body, bin, paper ? look.inks.quiet : cutOpen(look, STEEL), unitPx);
  paintHopper(c, body, high, bin.state, shell, paper ? look.inks.quiet : cutOpen(look, SHELL_EDGE), unitPx);
  paintSign(c, body, high, bin.state, look, unitPx);
  if (!bin.state.powered) hatch(c, body.left, body.top, wide, high, look.inks.quiet, 4);
  const topY = body.top - 7 * unitPx;
  if (bin.state.latched) lockedSquare(c, x, topY, 13, look.inks.fault, look.inks.panel);
  else if (bin.state.faults.length + bin.state.causes.length > 0) triangle(c, x, topY, 11, look.inks.fault);
  if (bin.chosen) paintChosen(c, x, feetY, wide / 2 + 5 * unitPx, look.inks);
}

/** One sees into it also at night: a cut is a drawing, not a photograph. */
const cutOpen = ({ theme, inks, seen }: BinLook, colour: Rgb): string =>
  css(
    theme === "sunlight" ? mix(colour, rgb(inks.panel), 0.3) : plus([0, 0, 0], mix(seen(colour), colour, 0.55), 0.95),
  );

function paintShell(c: CanvasRenderingContext2D, body: Box, unitPx: number, shell: string, inside: string): void {
  const { left, right, top, bottom } = body;
  c.fillStyle = shell;
  c.beginPath();
  c.roundRect(left, top, right - left, bottom - top - 1.5 * unitPx, [3 * unitPx, 3 * unitPx, unitPx, unitPx]);
  c.fill();
  c.fillRect(left + 2 * unitPx, bottom - 2 * unitPx, 4 * unitPx, 2 * unitPx);
  c.fillRect(right - 6 * unitPx, bottom - 2 * unitPx, 4 * unitPx, 2 * unitPx);
  c.fillStyle = inside;
  const wall = WALL_PX * unitPx;
  c.fillRect(left + wall, top + wall + unitPx, right - left - 2 * wall, 0.93 * (bottom - top) - wall - unitPx);
  // The solar lid.
  c.fillStyle = css(PANEL);
  c.beginPath();
  c.moveTo(left - unitPx, top - 1.2 * unitPx);
  c.lineTo(right + unitPx, top - 4.4 * unitPx);
  c.lineTo(right + unitPx, top - 2.2 * unitPx);
  c.lineTo(left - unitPx, top + unitPx);
  c.fill();
}

const LUMPS = 7;

/** Loose things on top of each other; under the plate they lie flat. */
function paintLitter(c: CanvasRenderingContext2D, chamber: Box, bin: BinFigure, look: BinLook, unitPx: number): void {
  const share = clampShare(bin.litterMm / bin.depthMm);
  if (share < 0.01) return;
  const { left, right, bottom } = chamber;
  const wide = right - left;
  const topY = bottom - share * (bottom - chamber.top);
  const pressed = bin.ramMm >= bin.depthMm - bin.litterMm - 20;
  const lump = pressed ? 0 : Math.min(2.4 * unitPx, bottom - topY);
  const colour = (i: number): string => cutOpen(look, LITTER[i % LITTER.length] ?? SHELL);
  c.save();
  c.beginPath();
  c.moveTo(left, bottom);
  for (let i = 0; i <= LUMPS; i++) {
    const up = lump * (chance(bin.key, "lump", i) - 0.35);
    c.lineTo(left + (i / LUMPS) * wide, topY - up);
  }
  c.lineTo(right, bottom);
  c.clip();
  c.fillStyle = colour(0);
  c.fillRect(left, topY - 3 * unitPx, wide, bottom - topY + 3 * unitPx);
  const rowPx = 4.6 * unitPx;
  const rows = Math.ceil((bottom - topY) / rowPx) + 1;
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < 4; i++) {
      const of = row * 4 + i;
      c.fillStyle = colour(1 + Math.floor(5 * chance(bin.key, "litter", of)));
      const x = left + (i / 4) * wide + 3 * unitPx * (chance(bin.key, "litter-x", of) - 0.5);
      const size = (2.6 + 3.4 * chance(bin.key, "litter-size", of)) * unitPx;
      c.fillRect(x, bottom - (row + 0.8) * rowPx, size, (2 + 2 * chance(bin.key, "litter-high", of)) * unitPx);
    }
  }
  c.restore();
}

function paintRam(
  c: CanvasRenderingContext2D,
  chamber: Box,
  body: Box,
  bin: BinFigure,
  steel: string,
  unitPx: number,
): void {
  const y = chamber.top + clampShare(bin.ramMm / bin.depthMm) * (chamber.bottom - chamber.top);
  const middle = (chamber.left + chamber.right) / 2 - 3 * unitPx;
  c.fillStyle = steel;
  c.fillRect(middle - 1.1 * unitPx, body.top + 3 * unitPx, 2.2 * unitPx, y - body.top - 3 * unitPx);
  c.fillRect(middle - 3 * unitPx, body.top + 3 * unitPx, 6 * unitPx, 4 * unitPx);
  c.fillRect(chamber.left + 0.6 * unitPx, y - 2.2 * unitPx, chamber.right - chamber.left - 1.2 * unitPx, 2.4 * unitPx);
}

/** The flap on its right side, and the bolt that holds it. */
function paintHopper(
  c: CanvasRenderingContext2D,
  body: Box,
  high: number,
  { hopperOpen, locked }: BinFrame,
  shell: string,
  edge: string,
  unitPx: number,
): void {
  const top = body.top + 0.1 * high;
  const bottom = body.top + 0.28 * high;
  const hinge = { x: body.right - 0.5 * unitPx, y: bottom };
  c.strokeStyle = edge;
  c.lineCap = "round";
  c.lineWidth = 2 * unitPx;
  c.beginPath();
  c.moveTo(hinge.x, hinge.y);
  if (hopperOpen) c.lineTo(hinge.x + 0.8 * (bottom - top), hinge.y - 0.62 * (bottom - top));
  else c.lineTo(hinge.x, top);
  c.stroke();
  if (hopperOpen) {
    c.fillStyle = "#0B0D10";
    c.fillRect(body.right - 2.4 * unitPx, top, 2.4 * unitPx, bottom - top - unitPx);
  }
  if (!locked) return;
  c.fillStyle = shell;
  c.fillRect(body.right - 5 * unitPx, top - 0.5 * unitPx, 7.5 * unitPx, 2.6 * unitPx);
  c.fillStyle = edge;
  c.fillRect(body.right - 4.4 * unitPx, top, 6.4 * unitPx, 1.6 * unitPx);
}

function paintSign(
  c: CanvasRenderingContext2D,
  body: Box,
  high: number,
  { sign }: BinFrame,
  look: BinLook,
  unitPx: number,
): void {
  const [x, y] = [body.left + 5 * unitPx, body.top + 0.17 * high];
  c.fillStyle = "#101318";
  c.fillRect(x - 2.6 * unitPx, y - 2.6 * unitPx, 5.2 * unitPx, 5.2 * unitPx);
  if (sign === null) return;
  c.fillStyle = SIGN[sign];
  c.beginPath();
  c.arc(x, y, 1.9 * unitPx, 0, 7);
  c.fill();
  if (look.theme === "sunlight") return;
  c.globalAlpha = 0.18;
  c.beginPath();
  c.arc(x, y, 3.4 * unitPx, 0, 7);
  c.fill();
  c.globalAlpha = 1;
}
