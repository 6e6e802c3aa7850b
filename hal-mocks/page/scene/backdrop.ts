import { giveSize } from "./canvas-size.ts";
import { NAVE, roofLine, SPIRE, type Corner } from "./far-roofs.ts";
import { housesAlong, shopLit, windowTone, type House } from "./houses.ts";
import { INKS, type Theme } from "./inks.ts";
import { xOf, type Extent, type View } from "./layout.ts";
import { paintGround } from "./paint-ground.ts";
import { paintHouse, type HouseLook } from "./paint-house.ts";
import { paintSky } from "./paint-sky.ts";
import { css, mix, rgb, under, type Rgb } from "./rgb.ts";
import type { SkyLook } from "./sky.ts";

/** All that a backdrop depends on. */
export type BackdropOf = {
  readonly view: View;
  readonly pixelRatio: number;
  readonly theme: Theme;
  readonly sky: SkyLook;
  readonly elevationDeg: number;
  /** Of the local day: windows go dark by it. */
  readonly hour: number;
};

/** The sky is drawn anew after so much of a degree, and the windows after so many minutes. */
const SKY_STEP_DEG = 0.2;
const WINDOW_STEP_H = 1 / 15;
/** At a thousand times real time it changes faster than is worth drawing. */
const REDRAW_MIN_MS = 160;
/** Houses go on beyond the street, further than one can see. */
const BEYOND_M = 90;
/** Of what the street moves by, when one goes along it. */
const FAR_MOVES = 0.12;
const MID_MOVES = 0.4;
/** Where the church stands, of the width, at the street's beginning. */
const SPIRE_SHARE = 0.69;
const FAR = { longPx: 4_500, highPx: 208 } as const;
const MID = { longPx: 9_500, highPx: 186 } as const;
const TONES = ["#B07C46", "#96693F", "#C0925A"].map(rgb);
const SHOP = rgb("#8E6A43");
const GLASS = rgb("#54606E");
const FAR_WALL = rgb("#B5AFA8");

/** Sky, houses, pavement and road, kept on a canvas of their own until they change enough to be seen. */
export class Backdrop {
  readonly canvas = document.createElement("canvas");
  readonly seed: number;
  readonly houses: readonly House[];
  readonly #fromM: number;
  readonly #far: readonly Corner[];
  readonly #mid: readonly Corner[];
  #key = "";
  #still = "";
  #drawnAtMs = -Infinity;

  constructor(seed: number, { fromM, toM }: Extent) {
    this.seed = seed;
    this.#fromM = fromM - BEYOND_M;
    this.#far = roofLine(seed, "far", -200, FAR.longPx, FAR.highPx);
    this.#mid = roofLine(seed, "mid", -200, MID.longPx, MID.highPx);
    this.houses = housesAlong(seed, this.#fromM, toM + BEYOND_M);
  }

  /** True if it was drawn anew. */
  keep(of: BackdropOf, nowMs: number): boolean {
    const { view, pixelRatio, theme, elevationDeg, hour } = of;
    const still = [view.widthPx, view.heightPx, view.centreM, pixelRatio, theme].join();
    const key = `${still},${Math.round(elevationDeg / SKY_STEP_DEG)},${Math.floor(hour / WINDOW_STEP_H)}`;
    if (key === this.#key) return false;
    if (still === this.#still && nowMs - this.#drawnAtMs < REDRAW_MIN_MS) return false;
    this.#key = key;
    this.#still = still;
    this.#drawnAtMs = nowMs;
    this.#paint(of);
    return true;
  }

  #paint(of: BackdropOf): void {
    const { view, pixelRatio } = of;
    giveSize(this.canvas, view.widthPx, view.heightPx, pixelRatio);
    const c = this.canvas.getContext("2d", { alpha: false });
    if (c === null) return;
    c.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    paintSky(c, of, this.seed);
    this.#paintFar(c, of);
    paintHouses(c, this.houses, view, lookNow(of, this.seed));
    paintGround(c, view, surfaceNow(of), INKS[of.theme]);
  }

  /** Two layers behind the street: each moves less as the view goes along, and takes more of the sky's colour. */
  #paintFar(c: CanvasRenderingContext2D, of: BackdropOf): void {
    const { view, sky, theme } = of;
    const haze = (share: number): string =>
      theme === "sunlight"
        ? css(mix(rgb(INKS.sunlight.panel), rgb("#C9C2B4"), 0.75 * (1 - share)))
        : css(mix(under(sky.ambient, FAR_WALL), mix(sky.top, sky.horizon, 0.75), share));
    const alongPx = (view.centreM - this.#fromM) * view.pxPerM;
    const startPx = BEYOND_M * view.pxPerM + view.widthPx / 2;
    const spirePx = FAR_MOVES * (alongPx - startPx) - SPIRE_SHARE * view.widthPx;
    fillOutline(c, view, this.#far, haze(0.62), FAR_MOVES * alongPx);
    fillOutline(c, view, NAVE, haze(0.5), spirePx);
    fillOutline(c, view, SPIRE, haze(0.46), spirePx);
    fillOutline(c, view, this.#mid, haze(0.3), MID_MOVES * alongPx);
  }
}

function fillOutline(
  c: CanvasRenderingContext2D,
  { unitPx, wallY }: View,
  corners: readonly Corner[],
  colour: string,
  shiftPx: number,
): void {
  c.fillStyle = colour;
  c.beginPath();
  for (const [x, y] of corners) c.lineTo(x - shiftPx, wallY - y * unitPx);
  const [first, last] = [corners[0], corners.at(-1)];
  if (first !== undefined && last !== undefined) {
    c.lineTo(last[0] - shiftPx, wallY);
    c.lineTo(first[0] - shiftPx, wallY);
  }
  c.fill();
}

/** Those houses that stand between two places of the canvas. */
export function paintHouses(
  c: CanvasRenderingContext2D,
  houses: readonly House[],
  view: View,
  look: HouseLook,
  fromX = 0,
  toX = view.widthPx,
): void {
  for (const house of houses) {
    const x = Math.round(xOf(view, house.fromM));
    const widthPx = Math.round(xOf(view, house.fromM + house.widthM)) - x;
    if (x > toX || x + widthPx < fromX) continue;
    paintHouse(c, house, { x, widthPx, baseY: view.wallY, unitPx: view.unitPx }, look);
  }
}

const PAPER = rgb(INKS.sunlight.panel);
/** On paper a surface is a tint of the paper, whatever the hour. */
const onPaper = (colour: Rgb): string => {
  const grey = 0.3 * colour[0] + 0.6 * colour[1] + 0.1 * colour[2];
  return css(mix(mix(PAPER, rgb("#8F887B"), 0.62), PAPER, Math.min(1, grey / 235)));
};

const surfaceNow = ({ theme, sky }: BackdropOf): ((colour: Rgb) => string) =>
  theme === "sunlight" ? onPaper : (colour) => css(under(sky.ambient, colour));

function lookNow(of: BackdropOf, seed: number): HouseLook {
  const { theme, sky, hour } = of;
  const surface = surfaceNow(of);
  const glass = theme === "sunlight" ? css(mix(PAPER, rgb("#8F887B"), 0.5)) : css(glassColour(sky));
  if (theme === "sunlight") return { surface, glass, windowColour: () => null, shopColour: () => null };
  const lit = (tone: Rgb): string => css(mix(glassColour(sky), tone, 0.2 + 0.6 * sky.darkShare));
  const tones = TONES.map(lit);
  const shop = lit(SHOP);
  return {
    surface,
    glass,
    windowColour: (window) => {
      const tone = windowTone(seed, window, hour, sky.darkShare);
      return tone === null ? null : (tones[tone] ?? null);
    },
    shopColour: (window) => (shopLit(seed, window, hour, sky.darkShare) ? shop : null),
  };
}

/** Glass shows something of the sky. */
const glassColour = ({ ambient, horizon, top }: SkyLook): Rgb =>
  mix(under(ambient, GLASS), mix(top, horizon, 0.3), 0.14);
