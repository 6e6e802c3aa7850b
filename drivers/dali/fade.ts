/** How long a change of level takes by the gear itself, IEC 62386-102; a new time does not change a fade that runs. */
const FADE_CODES = 15;

/** Seconds of a fade time of 1 to 15: half of the root of 2 to the code; 0 is the extended fade time. */
export function fadeTimeS(code: number): number {
  return 0.5 * Math.sqrt(2 ** inCodes(code));
}

/** Levels a second of a fade rate of 1 to 15. */
export function fadeRate(code: number): number {
  return 506 / Math.sqrt(2 ** inCodes(code));
}

/** The fade time that is nearest to so many seconds, by its code; 0 below half of the shortest: at once. */
export function fadeCode(seconds: number): number {
  if (seconds < fadeTimeS(1) / 2) return 0;
  const codes = Array.from({ length: FADE_CODES }, (_, index) => index + 1);
  return codes.reduce((best, code) => (offBy(code, seconds) < offBy(best, seconds) ? code : best));
}
const offBy = (code: number, seconds: number): number => Math.abs(Math.log(fadeTimeS(code) / seconds));

/** Multipliers of the extended fade time; what is beyond is none. The largest is a minute. */
const MULTIPLIERS_S = [0, 0.1, 1, 10, 60];
/** Above this both halves count as 0. */
const EXTENDED_MAX = 0x4f;

/** Seconds of an extended fade time: bits 3 to 0 and one, by the multiplier of bits 6 to 4; 0: at once. */
export function extendedFadeS(code: number): number {
  if (code > EXTENDED_MAX) return 0;
  return ((code & 0x0f) + 1) * (MULTIPLIERS_S[code >> 4] ?? 0);
}

function inCodes(code: number): number {
  if (!(Number.isInteger(code) && code >= 1 && code <= FADE_CODES))
    throw new RangeError(`fade: ${code} is outside 1..15`);
  return code;
}
