import { xOf, type View } from "./layout.ts";

/** A message on its way: from its device down to the fibre, along it to the plug, and down to the city. */
export type Dot = { readonly device: string; readonly atM: number; readonly bornMs: number };
export type DotPlace = { readonly x: number; readonly y: number; readonly alpha: number };

/** On the screen at once, and from one frame: more are not drawn, they would be a line. */
export const DOTS_MAX = 60;
const DOTS_A_FRAME = 8;
/** From {@link FAST} times real time on. */
const DOTS_A_FRAME_FAST = 3;
const FAST = 100;
const DROP_MS = 380;
const DOWN_MS = 260;
const ALONG_PX_PER_MS = 0.75;
const ALONG_MS = { least: 260, most: 900 } as const;
const FADE_MS = 160;
const FRAME_MS = 100;

/** Those of one frame's packets that become dots, spread over the time of a frame. */
export function dotsOf(
  devices: readonly { readonly device: string; readonly atM: number }[],
  speed: number,
  nowMs: number,
): Dot[] {
  const most = speed >= FAST ? DOTS_A_FRAME_FAST : DOTS_A_FRAME;
  const every = Math.max(1, devices.length / most);
  const shown = Math.min(most, devices.length);
  return Array.from({ length: shown }, (_, i) => devices[Math.floor(i * every)])
    .filter((device) => device !== undefined)
    .map(({ device, atM }, i) => ({ device, atM, bornMs: nowMs + (i / shown) * FRAME_MS }));
}

const alongMs = (view: View, { atM }: Dot): number =>
  Math.min(ALONG_MS.most, Math.max(ALONG_MS.least, Math.abs(edgeX(view, atM) - view.plugX) / ALONG_PX_PER_MS));
const edgeX = (view: View, atM: number): number => Math.min(view.widthPx + 8, Math.max(-8, xOf(view, atM)));

/** null: not yet, or no longer on its way. A dot ends where the city's street begins. */
export function placeOf(view: View, dot: Dot, nowMs: number): DotPlace | null {
  const x = edgeX(view, dot.atM);
  const age = nowMs - dot.bornMs;
  if (age < 0) return null;
  if (age < DROP_MS) {
    const share = (age / DROP_MS) ** 2;
    return { x, y: view.feetY + share * (view.fibreY - view.feetY), alpha: Math.min(1, age / FADE_MS) };
  }
  const along = age - DROP_MS;
  const takes = alongMs(view, dot);
  if (along < takes) {
    const share = along / takes;
    const eased = share * share * (3 - 2 * share);
    return { x: x + eased * (view.plugX - x), y: view.fibreY, alpha: 1 };
  }
  const down = (along - takes) / DOWN_MS;
  return down > 1 ? null : { x: view.plugX, y: view.fibreY + down * (view.heightPx - view.fibreY), alpha: 1 };
}

const STILL_MS = 900;
/** Without motion: where its device meets the fibre, for a moment. */
export function stillPlace(view: View, dot: Dot, nowMs: number): DotPlace | null {
  const age = nowMs - dot.bornMs;
  return age < 0 || age > STILL_MS ? null : { x: edgeX(view, dot.atM), y: view.fibreY, alpha: 1 };
}

/** Whether nothing more is to be drawn of it. */
export const isOver = (view: View, dot: Dot, nowMs: number): boolean =>
  nowMs - dot.bornMs > DROP_MS + alongMs(view, dot) + DOWN_MS;

/** Past the plug: a cut does not hold it up. */
export const isPastPlug = (view: View, dot: Dot, nowMs: number): boolean =>
  nowMs - dot.bornMs > DROP_MS + alongMs(view, dot);

/** Dots that lie under a device, by their place in the pile: x and y in dots from where it stands. */
export const PILE_MAX = 15;
export function pileOf(waiting: number): readonly (readonly [x: number, y: number])[] {
  const places: (readonly [number, number])[] = [];
  for (let row = 5, y = 0; row > 0; row--, y++) {
    const across = Array.from({ length: row }, (_, i) => i - (row - 1) / 2);
    for (const x of across.sort((a, b) => Math.abs(a) - Math.abs(b))) places.push([x, y]);
  }
  return places.slice(0, Math.min(waiting, PILE_MAX));
}
