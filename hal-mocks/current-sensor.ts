import type { CurrentSensor } from "../device/hal/current-sensor.ts";
import type { Milliamps } from "../device/measure/units.ts";
import { MockSensor } from "./mock-sensor.ts";

/** A shunt without noise or offset. */
export class MockCurrentSensor extends MockSensor<Milliamps> implements CurrentSensor {}
