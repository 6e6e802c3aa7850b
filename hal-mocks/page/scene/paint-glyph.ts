import { fontOf, type Inks } from "./inks.ts";
import { isLatched, staleShare, type Known } from "./knowledge.ts";
import { hatch, lockedSquare, triangle } from "./marks.ts";
import { clampShare, css, rgb } from "./rgb.ts";
import { perceived } from "./sky.ts";

/** A device as the city knows it, flat. Sizes in px. */
export type Glyph = {
  readonly kind: "post" | "bin";
  readonly x: number;
  readonly known: Known;
  readonly at: number;
  readonly marked: boolean;
  /** What it measured, in words, or "–". */
  readonly value: string;
  /** When it was heard, in words; null: not asked for. */
  readonly heard: string | null;
};

export const STRIP = { lineY: 9, topY: 16, baseY: 46 } as const;
const BIN = { wide: 20, high: 25 } as const;
const CONE_PX = 15;
/** States of the press in which its ram is out. */
const PRESSING = new Set(["EXTEND", "PAUSE", "DWELL", "RETRACT"]);

export function paintGlyph(c: CanvasRenderingContext2D, glyph: Glyph, inks: Inks): void {
  const { known, at, x, kind } = glyph;
  const stale = staleShare(known, at);
  c.globalAlpha = 1 - 0.5 * stale;
  if (kind === "post") paintPostGlyph(c, glyph, inks);
  else paintBinGlyph(c, glyph, inks);
  c.globalAlpha = 1;
  const [left, width] = kind === "post" ? [x - CONE_PX - 1, 2 * CONE_PX + 2] : [x - BIN.wide / 2, BIN.wide];
  const topY = kind === "post" ? STRIP.topY : STRIP.baseY - BIN.high;
  if (stale > 0.02) hatch(c, left, topY, width, STRIP.baseY - topY, css(rgb(inks.quiet), 0.9 * stale), 4);
  if (isLatched(known)) lockedSquare(c, left - 9, STRIP.baseY, 12, inks.fault, inks.panel);
  else if (known.alarms.length > 0) triangle(c, left - 9, STRIP.baseY, 11, inks.fault);
  paintWords(c, glyph, left + width + 7, inks);
}

/** A lamp over a cone: the mean level of five minutes, as an eye would see it. */
function paintPostGlyph(c: CanvasRenderingContext2D, { x, known, marked }: Glyph, inks: Inks): void {
  const { topY, baseY } = STRIP;
  const share = known.levelPct === null ? 0 : perceived(known.levelPct);
  c.beginPath();
  c.moveTo(x - 3, topY + 3);
  c.lineTo(x - CONE_PX, baseY);
  c.lineTo(x + CONE_PX, baseY);
  c.lineTo(x + 3, topY + 3);
  c.closePath();
  c.fillStyle = css(rgb(inks.data), 0.75 * share);
  if (share > 0) c.fill();
  c.strokeStyle = css(rgb(inks.quiet), known.levelPct === null ? 0.35 : 0.7);
  c.lineWidth = 1;
  c.stroke();
  c.fillStyle = marked ? inks.ink : inks.quiet;
  c.fillRect(x - 6, topY, 12, 3);
  c.fillRect(x - CONE_PX - 2, baseY, 2 * CONE_PX + 4, marked ? 2 : 1);
}

function paintBinGlyph(c: CanvasRenderingContext2D, { x, known, marked }: Glyph, inks: Inks): void {
  const left = x - BIN.wide / 2;
  const topY = STRIP.baseY - BIN.high;
  if (known.fillPct !== null) {
    const high = clampShare(known.fillPct / 100) * (BIN.high - 2);
    c.fillStyle = css(rgb(inks.data), 0.6);
    c.fillRect(left + 1, STRIP.baseY - high, BIN.wide - 2, high);
  }
  c.strokeStyle = marked ? inks.ink : inks.quiet;
  c.lineWidth = marked ? 2 : 1;
  c.strokeRect(left + 0.5, topY + 0.5, BIN.wide - 1, BIN.high - 0.5);
  c.fillStyle = c.strokeStyle;
  c.fillRect(left - 2, topY - 1, BIN.wide + 4, 2);
  if (known.state !== null && PRESSING.has(known.state)) {
    c.fillRect(x - 1, topY, 2, 10);
    c.fillRect(left + 3, topY + 9, BIN.wide - 6, 2);
  }
}

function paintWords(c: CanvasRenderingContext2D, { x, value, heard, marked }: Glyph, rightX: number, inks: Inks): void {
  c.textAlign = "left";
  c.textBaseline = "alphabetic";
  c.font = fontOf(12, marked ? 600 : 400);
  c.fillStyle = marked ? inks.ink : inks.quiet;
  c.fillText(value, rightX, STRIP.baseY - 8);
  if (heard === null) return;
  c.font = fontOf(11);
  c.textAlign = "center";
  c.fillStyle = inks.ink;
  c.fillText(heard, x, STRIP.baseY + 15);
}
