import type { Millis } from "../measure/time.ts";
import type { Degrees, Lux, Percent } from "../measure/units.ts";

/** What a city may set of a lamp post. Limits and meaning of each key: `config/lamp-settings.ts`. */
export type LampSettings = {
  /** At rest, when nobody is there. */
  readonly basePct: Percent;
  /** When someone is there. */
  readonly boostPct: Percent;
  /** The least at night; not above base. */
  readonly floorPct: Percent;
  /** When unsure. */
  readonly safePct: Percent;
  /** From the last edge of the motion sensor. */
  readonly holdMs: Millis;
  /** How long a pulse must last before it counts as someone. */
  readonly minActiveMs: Millis;
  /** From dark to full; 0 is at once. A smaller change takes its share. */
  readonly rampUpMs: Millis;
  readonly rampDownMs: Millis;
  readonly night: NightSettings;
};

export type NightSettings = {
  readonly latitudeDeg: Degrees;
  readonly longitudeDeg: Degrees;
  /** It is night by the sun when its elevation is below this. Civil dusk is -6, sunset -0.833. */
  readonly sunBelowDeg: Degrees;
  /** The photocell may decide from so long before the sun does until so long after. */
  readonly windowBeforeMs: Millis;
  readonly windowAfterMs: Millis;
  readonly cellOnLux: Lux;
  readonly cellOffLux: Lux;
  readonly cellDelayMs: Millis;
};
