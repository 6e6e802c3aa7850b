import type { Celsius } from "./units.ts";

/** 0 °C in kelvin. */
const ZERO_K = 273.15;
/** m/s at 0 °C, bins.md 2: this root, not the straight line that is 4.9 mm/m off at 60 °C. */
const AT_ZERO_MPS = 331.3;

/** How fast sound travels in air of that temperature, in m/s, which is mm/ms. */
export const soundMps = (airC: Celsius): number => AT_ZERO_MPS * Math.sqrt(1 + airC / ZERO_K);
