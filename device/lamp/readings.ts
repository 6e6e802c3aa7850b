import type { Reading } from "../measure/reading.ts";
import type { LampFeedback, Motion } from "../measure/samples.ts";
import type { WallClock } from "../measure/time.ts";
import type { Lux, Percent } from "../measure/units.ts";

/** What a lamp post senses, one entry a role. A part the config does not name reads as the fault `absent`. */
export type LampReadings = {
  readonly motion: Reading<Motion>;
  readonly daylight: Reading<Lux>;
  readonly lamp: Reading<LampFeedback>;
  readonly clock: Reading<WallClock>;
};

export type LampOutputs = { readonly levelPct: Percent };
