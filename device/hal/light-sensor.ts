import type { Lux } from "../measure/units.ts";
import type { Sensor } from "./sensor.ts";

/** A photocell, in lux at the sensor. It may see its own lamp: nothing is promised about where it looks. */
export type LightSensor = Sensor<Lux>;
