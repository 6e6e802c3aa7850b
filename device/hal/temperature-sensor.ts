import type { Celsius } from "../measure/units.ts";
import type { Sensor } from "./sensor.ts";

/** Air temperature inside the housing. */
export type TemperatureSensor = Sensor<Celsius>;
