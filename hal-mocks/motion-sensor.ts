import type { MotionSensor } from "../device/hal/motion-sensor.ts";
import type { Motion } from "../device/measure/samples.ts";
import { MockSensor } from "./mock-sensor.ts";

/** A PIR over a source that counts its own edges, so that a pulse between two readings is not lost. */
export class MockMotionSensor extends MockSensor<Motion> implements MotionSensor {}
