import { mix, rgb, smoothStep, type Rgb } from "./rgb.ts";

/** How the sky looks, and how it lights a street, at one elevation of the sun. */
export type SkyLook = {
  readonly top: Rgb;
  readonly horizon: Rgb;
  /** What falls on walls and ground; a white surface has this colour. */
  readonly ambient: Rgb;
  /** 0 by day, 1 when it is dark: how much of a lamp or of a window one sees. */
  readonly darkShare: number;
  readonly starShare: number;
};

type Stop = { readonly elevationDeg: number; readonly top: Rgb; readonly horizon: Rgb; readonly ambient: Rgb };
const stop = (elevationDeg: number, top: string, horizon: string, ambient: string): Stop => ({
  elevationDeg,
  top: rgb(top),
  horizon: rgb(horizon),
  ambient: rgb(ambient),
});

/** Day, golden hour (twice: it lasts), civil dusk, nautical dusk, night: the palette of the design. */
const STOPS: readonly [Stop, ...Stop[]] = [
  stop(-15, "#070B18", "#0D1424", "#1B2236"),
  stop(-9, "#101A38", "#3A4368", "#20273F"),
  stop(-3, "#1F2D55", "#D98E73", "#30365A"),
  stop(1, "#6F8FB5", "#F2B98A", "#DDBEA6"),
  stop(4, "#6F8FB5", "#F2B98A", "#F2D8BC"),
  stop(8, "#8FB7D9", "#E8EEF0", "#F7F5F0"),
];

export function skyLook(elevationDeg: number): SkyLook {
  const shown = {
    darkShare: 1 - smoothStep(-4, 3, elevationDeg),
    starShare: 1 - smoothStep(-15, -8, elevationDeg),
  };
  const above = STOPS.findIndex((each) => each.elevationDeg > elevationDeg);
  const high = STOPS[above];
  const low = STOPS[above - 1];
  if (high === undefined || low === undefined) {
    const { top, horizon, ambient } = (above === 0 ? STOPS[0] : STOPS.at(-1)) ?? STOPS[0];
    return { top, horizon, ambient, ...shown };
  }
  const share = (elevationDeg - low.elevationDeg) / (high.elevationDeg - low.elevationDeg);
  return {
    top: mix(low.top, high.top, share),
    horizon: mix(low.horizon, high.horizon, share),
    ambient: mix(low.ambient, high.ambient, share),
    ...shown,
  };
}

/** The eye's answer to a light level: 0 to 1. */
export const perceived = (levelPct: number): number => Math.max(0, Math.min(1, levelPct / 100)) ** (1 / 2.2);
