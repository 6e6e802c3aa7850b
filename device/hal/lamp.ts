import type { Result } from "../measure/fault.ts";
import type { LampFeedback } from "../measure/samples.ts";
import type { Percent } from "../measure/units.ts";
import type { Actuator } from "./actuator.ts";
import type { Sensor } from "./sensor.ts";

/**
 * A luminaire whose light output can be set, and whose power may be measured. Fail-safe: **lit in full**, because a
 * dark street is the worse fault. `read` is what it does now, not what was asked: a lamp that cannot give a level gives
 * the next higher one that it can, or, where its steps are those of DALI, the nearest (`driverLevel`): half a step, at most
 * 1.4 % of the light or a 500th of full, is seen by nobody.
 */
export interface Lamp extends Actuator, Sensor<LampFeedback> {
  setLevel(levelPct: Percent): Result<void>;
}
