/** A colour, each part 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

const FULL = 255;

/** From `#RRGGBB`. */
export function rgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & FULL, (value >> 8) & FULL, value & FULL];
}

export const clampShare = (share: number): number => Math.min(1, Math.max(0, share));

export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/** A surface of this colour under this light. */
export function under(light: Rgb, surface: Rgb): Rgb {
  return [(light[0] * surface[0]) / FULL, (light[1] * surface[1]) / FULL, (light[2] * surface[2]) / FULL];
}

/** Two lights together. */
export function plus(a: Rgb, b: Rgb, share: number): Rgb {
  return [
    Math.min(FULL, a[0] + b[0] * share),
    Math.min(FULL, a[1] + b[1] * share),
    Math.min(FULL, a[2] + b[2] * share),
  ];
}

export function css(colour: Rgb, alpha = 1): string {
  const [red, green, blue] = colour.map(Math.round) as [number, number, number];
  return alpha >= 1 ? `rgb(${red},${green},${blue})` : `rgba(${red},${green},${blue},${alpha.toFixed(3)})`;
}

/** 0 below `low`, 1 above `high`, without a corner at either. */
export function smoothStep(low: number, high: number, value: number): number {
  const share = clampShare((value - low) / (high - low));
  return share * share * (3 - 2 * share);
}
