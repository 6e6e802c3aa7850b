import type { Milliamps } from "../measure/units.ts";
import type { Sensor } from "./sensor.ts";

/** Motor current, unsigned. 0 mA is a measurement; a broken shunt is a fault. */
export type CurrentSensor = Sensor<Milliamps>;
