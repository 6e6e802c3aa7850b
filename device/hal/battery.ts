import type { BatteryState } from "../measure/samples.ts";
import type { Sensor } from "./sensor.ts";

/** The device's own battery. */
export type Battery = Sensor<BatteryState>;
