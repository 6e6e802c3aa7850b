/** The four bytes that the A02YYUW and its like send for a distance. */
export const frame = (mm: number): number[] => [0xff, mm >> 8, mm & 0xff, (0xff + (mm >> 8) + (mm & 0xff)) & 0xff];

/** The same distance, with the sum as the AJ-SR04M counts it. */
export const ajFrame = (mm: number): number[] => [0xff, mm >> 8, mm & 0xff, ((mm >> 8) + (mm & 0xff)) & 0xff];

/** What a MaxBotix sensor sends: R, the number in so many digits, CR. */
export const digitsFrame = (number: number, digits: 3 | 4): number[] => [
  ...Buffer.from(`R${String(number).padStart(digits, "0")}\r`),
];

/** What a TF-Luna sends; its chip at 25 °C unless it is said. */
export const lunaFrame = (cm: number, strength = 1_000, eighths = (25 + 256) * 8): number[] =>
  summed([0x59, 0x59, cm & 0xff, cm >> 8, strength & 0xff, strength >> 8, eighths & 0xff, eighths >> 8]);

/** What a TFmini sends. */
export const miniFrame = (cm: number, strength = 400, mode = 2): number[] =>
  summed([0x59, 0x59, cm & 0xff, cm >> 8, strength & 0xff, strength >> 8, mode, 0]);

const summed = (bytes: readonly number[]): number[] => [...bytes, bytes.reduce((sum, byte) => sum + byte, 0) & 0xff];

/** As bins.md writes them: "FF 07 A1 A7". */
export const hex = (text: string): number[] => text.split(" ").map((byte) => Number.parseInt(byte, 16));

/** So many of one frame, begun `skip` bytes late. */
export function repeated(one: readonly number[], count: number, skip = 0): Uint8Array {
  return Uint8Array.from(Array.from({ length: count }, () => one).flat()).subarray(skip);
}

/** Distances whose constant stream a parser that clears four bytes after a bad sum never finds when it starts mid-frame. */
export const LOCK_OUT_MM = [
  255, 511, 766, 767, 1021, 1023, 1276, 1279, 1531, 1535, 1786, 1791, 2041, 2047, 2296, 2303, 2551, 2559, 2806, 2815,
  3061, 3071, 3316, 3327, 3571, 3583, 3826, 3839, 4081, 4095, 4336, 4351,
];

/** A small linear congruential generator (Numerical Recipes), so that a failure can be repeated. */
export function noise(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) >>> 0) / 2 ** 32;
}
