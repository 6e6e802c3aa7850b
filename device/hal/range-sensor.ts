import type { Range } from "../measure/samples.ts";
import type { Sensor } from "./sensor.ts";

/**
 * A distance from the sensor down to the litter. A frame that carries no distance is a valid reading with its quality;
 * a sensor that does not answer is a fault. Neither is ever 0 mm, and neither keeps the last distance alive.
 */
export type RangeSensor = Sensor<Range>;
