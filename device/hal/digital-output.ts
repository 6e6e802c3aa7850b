import type { Result } from "../measure/fault.ts";
import type { Actuator } from "./actuator.ts";
import type { Sensor } from "./sensor.ts";

/** One line that is on or off: a lock, a sign light, a buzzer. `read` is what is in force. Fail-safe: off. */
export interface DigitalOutput extends Actuator, Sensor<boolean> {
  set(on: boolean): Result<void>;
}
