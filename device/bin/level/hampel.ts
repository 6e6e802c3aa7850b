/** Row 14: a window of 7, 3 sigma. A true step is believed with the fourth of its samples. */
export const HAMPEL_WINDOW = 7;
const SIGMAS = 3;
/** The standard deviation of a normal spread from its median deviation. */
const SIGMA_OF_MAD = 1.4826;
/** A still bin read in whole millimetres has no spread at all: without a floor each millimetre would be an outlier. */
const SIGMA_FLOOR_MM = 3;
/** Half the window bad would stretch the limit until it lets everything through. */
const LIMIT_MAX_MM = 60;

/** What a window says: its middle, and how far from it a distance is still one of the same surface. */
export type Middle = { readonly medianMm: number; readonly limitMm: number };

/**
 * The middle of the newest distances, oldest first; at least one. Of an even number the oldest is left out, so that the
 * middle is always a distance that was measured: between two surfaces there is nothing.
 */
export function middleOf(distancesMm: readonly number[]): Middle {
  const window = distancesMm.slice(-HAMPEL_WINDOW);
  const odd = window.length % 2 === 0 ? window.slice(1) : window;
  const medianMm = median(odd);
  const mad = median(odd.map((mm) => Math.abs(mm - medianMm)));
  const sigmaMm = Math.max(SIGMA_FLOOR_MM, SIGMA_OF_MAD * mad);
  return { medianMm, limitMm: Math.min(LIMIT_MAX_MM, SIGMAS * sigmaMm) };
}

export const isOutlier = (distanceMm: number, { medianMm, limitMm }: Middle): boolean =>
  Math.abs(distanceMm - medianMm) > limitMm;

/** The middle one of these; of an even number the lower of the two. */
export function median(values: readonly number[]): number {
  const middle = [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  if (middle === undefined) throw new Error("median: no values");
  return middle;
}
