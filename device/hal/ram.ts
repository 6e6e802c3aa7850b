import type { Result } from "../measure/fault.ts";
import type { RamDirection, RamFeedback } from "../measure/samples.ts";
import type { Actuator } from "./actuator.ts";
import type { Sensor } from "./sensor.ts";

/**
 * The press of a compacting bin. Fail-safe: **off**, both directions; it never reverses by itself. The hard-wired guard
 * chain stops it without us: nothing here is a safety function. `read` is the direction read back from the outputs.
 */
export interface Ram extends Actuator, Sensor<RamFeedback> {
  drive(direction: RamDirection): Result<void>;
}
