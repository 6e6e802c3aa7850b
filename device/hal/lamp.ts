import type { Result } from "../measure/fault.ts";
import type { LampFeedback } from "../measure/samples.ts";
import type { Percent } from "../measure/units.ts";
import type { Actuator } from "./actuator.ts";
import type { Sensor } from "./sensor.ts";

/**
 * A luminaire whose light output can be set, and whose power may be measured. Fail-safe: **lit in full**, because a
 * dark street is the worse fault. `read` is what it does now, not what was asked: a lamp that cannot give a level gives
 * the next higher one that it can.
 */
export interface Lamp extends Actuator, Sensor<LampFeedback> {
  setLevel(levelPct: Percent): Result<void>;
}
