import type { Motion } from "../measure/samples.ts";
import type { Sensor } from "./sensor.ts";

/** A passive infrared sensor. Every rising edge counts, however short; nothing is debounced here. */
export type MotionSensor = Sensor<Motion>;
