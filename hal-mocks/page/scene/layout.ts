import type { Stage, Standing } from "../../host/protocol.ts";

/** Where a street stands on a canvas: metres along it, px on the screen. */
export type View = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly centreM: number;
  /** Along the street. */
  readonly pxPerM: number;
  /** One px of the design, which is 400 px high. */
  readonly unitPx: number;
  /** Where the walls meet the pavement, where people stand, and where the kerb, the road and the ground begin. */
  readonly wallY: number;
  readonly feetY: number;
  readonly kerbY: number;
  readonly roadY: number;
  readonly groundY: number;
  readonly fibreY: number;
  /** The plug, near the middle of what is seen. */
  readonly plugX: number;
};
export type Extent = { readonly fromM: number; readonly toM: number };

/** Six posts, edge to edge, at the design's width. */
const VIEW_M = 132;
const DESIGN_HEIGHT_PX = 400;
/** Two posts and something of their neighbours on a phone of 360 px. */
const PX_PER_M = { least: 9, usual: 1280 / VIEW_M } as const;
const PHONE_PX = 480;
/** In the very middle stands a bin of the usual street. */
const PLUG_BESIDE_M = 5.5;
/** Half the gap between two posts. */
const MARGIN_M = 11;
/** Of the people, posts and bins, in design px; along the street the scale is another. */
export const FIGURE_PX_PER_M = 19.5;
export const POST_M = 5.9;
/** From the post to its lamp. */
export const ARM_M = 0.75;
/** Bins are drawn larger than people, so that one sees into them. */
export const BIN_PX_PER_M = 1.55 * FIGURE_PX_PER_M;
export const BIN_M = { wide: 0.92, high: 1.25 } as const;

export function viewOf(widthPx: number, heightPx: number, centreM: number): View {
  const scale = widthPx < PHONE_PX ? PX_PER_M.least : Math.max(PX_PER_M.usual, widthPx / VIEW_M);
  const at = (share: number): number => Math.round(share * heightPx);
  return {
    widthPx,
    heightPx,
    centreM,
    pxPerM: scale,
    unitPx: heightPx / DESIGN_HEIGHT_PX,
    wallY: at(0.765),
    feetY: at(0.78),
    kerbY: at(0.805),
    roadY: at(0.813),
    groundY: at(0.862),
    fibreY: at(0.935),
    plugX: Math.round(widthPx / 2 + PLUG_BESIDE_M * scale),
  };
}

export const xOf = (view: View, atM: number): number => view.widthPx / 2 + (atM - view.centreM) * view.pxPerM;
export const mOf = (view: View, xPx: number): number => view.centreM + (xPx - view.widthPx / 2) / view.pxPerM;
export const widthM = (view: View): number => view.widthPx / view.pxPerM;
export const inView = (view: View, atM: number, marginPx: number): boolean => {
  const x = xOf(view, atM);
  return x > -marginPx && x < view.widthPx + marginPx;
};

/** From before the first device to behind the last. */
export function extentOf({ posts, bins }: Pick<Stage, "posts" | "bins">): Extent {
  const places = [...posts, ...bins].map(({ atM }: Standing) => atM);
  if (places.length === 0) return { fromM: -MARGIN_M, toM: MARGIN_M };
  return { fromM: Math.min(...places) - MARGIN_M, toM: Math.max(...places) + MARGIN_M };
}

/** The nearest centre that shows no more than needed of what is beside the street. */
export function clampCentre(extent: Extent, shownM: number, centreM: number): number {
  const { fromM, toM } = extent;
  if (toM - fromM <= shownM) return (fromM + toM) / 2;
  return Math.min(toM - shownM / 2, Math.max(fromM + shownM / 2, centreM));
}

export type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

/** The lamp of a post. */
export function lampAt(view: View, atM: number): { readonly x: number; readonly y: number } {
  const scale = FIGURE_PX_PER_M * view.unitPx;
  return { x: xOf(view, atM) + ARM_M * scale, y: view.feetY - POST_M * scale };
}

/** What a finger or a pointer may meet: never smaller than a finger is wide. */
export function postBox(view: View, atM: number): Box {
  const x = xOf(view, atM);
  const { x: lampX, y } = lampAt(view, atM);
  return { left: x - TOUCH_PX / 2, top: y - 14, right: Math.max(lampX + 12, x + TOUCH_PX / 2), bottom: view.kerbY };
}
export function binBox(view: View, atM: number): Box {
  const x = xOf(view, atM);
  const high = BIN_M.high * BIN_PX_PER_M * view.unitPx;
  return { left: x - TOUCH_PX / 2, top: view.feetY - high - 10, right: x + TOUCH_PX / 2, bottom: view.kerbY };
}
export const plugBox = ({ plugX, fibreY }: View): Box => ({
  left: plugX - TOUCH_PX / 2,
  top: fibreY - TOUCH_PX / 2,
  right: plugX + TOUCH_PX / 2,
  bottom: fibreY + TOUCH_PX / 2,
});
const TOUCH_PX = 44;

export const inBox = ({ left, top, right, bottom }: Box, x: number, y: number): boolean =>
  x >= left && x <= right && y >= top && y <= bottom;
