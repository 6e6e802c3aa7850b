/** The four bytes that the sensor sends for a distance. */
export const frame = (mm: number): number[] => [0xff, mm >> 8, mm & 0xff, (0xff + (mm >> 8) + (mm & 0xff)) & 0xff];

/** The same distance, with the sum as the AJ-SR04M counts it. */
export const ajFrame = (mm: number): number[] => [0xff, mm >> 8, mm & 0xff, ((mm >> 8) + (mm & 0xff)) & 0xff];

/** `count` frames of one distance, begun `skip` bytes late. */
export function stream(mm: number, count: number, skip = 0): Uint8Array {
  return Uint8Array.from(Array.from({ length: count }, () => frame(mm)).flat()).subarray(skip);
}

/** Distances whose constant stream a parser that clears four bytes after a bad sum never finds when it starts mid-frame. */
export const LOCK_OUT_MM = [
  255, 511, 766, 767, 1021, 1023, 1276, 1279, 1531, 1535, 1786, 1791, 2041, 2047, 2296, 2303, 2551, 2559, 2806, 2815,
  3061, 3071, 3316, 3327, 3571, 3583, 3826, 3839, 4081, 4095, 4336, 4351,
];
