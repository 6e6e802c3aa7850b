import { celsius } from "../../device/measure/units.ts";

/**
 * The air's temperature at which c = 331.3 · √(1 + T/273.15) is 340 m/s. The maker of the JSN-SR04T reckons with 340 m/s
 * where it describes the pulse of mode 1; that its serial mode does so too, and the AJ-SR04M and the MaxBotix XL, is our
 * choice. 343 m/s would be 19.6 °C: 9 mm in 1 m.
 */
export const FIXED_SOUND_C = celsius(14.5);
