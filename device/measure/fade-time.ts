import { millis, type Millis } from "./time.ts";

/** Codes of DALI fade times and rates (IEC 62386-102). 0 of the time is the extended fade, below. */
export const FADE_CODE_MAX = 15;
/** Of the extended fade time by its multiplier: none, 100 ms, 1 s, 10 s, 1 min. */
const MULTIPLIER_MS = [0, 100, 1_000, 10_000, 60_000] as const;
/** Above this the extended fade is none (python-dali, `SetExtendedFadeTime`). */
const EXTENDED_MAX = 0x4f;

/** From one level to any other: 0.7 s for code 1, a square root of two longer for each further one, 90.5 s for 15. */
export const fadeTimeMs = (code: number): Millis => millis(500 * 2 ** (checked(code) / 2));

/** Levels a second of a fade by its rate: 357.8 for code 1 to 2.8 for 15. */
export const fadeRatePerS = (code: number): number => 506 / 2 ** (checked(code) / 2);

/** The extended fade time as it stands in DTR0: bits 3 to 0 are the base less one, bits 6 to 4 the multiplier. */
export function extendedFadeMs(dtr0: number): Millis {
  if (!(dtr0 >= 0 && dtr0 <= EXTENDED_MAX)) return millis(0);
  return millis(((dtr0 & 0xf) + 1) * (MULTIPLIER_MS[dtr0 >> 4] ?? 0));
}

function checked(code: number): number {
  if (Number.isInteger(code) && code >= 1 && code <= FADE_CODE_MAX) return code;
  throw new RangeError(`fade code: ${code} is outside 1..${FADE_CODE_MAX}`);
}
