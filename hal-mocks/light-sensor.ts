import type { LightSensor } from "../device/hal/light-sensor.ts";
import type { Lux } from "../device/measure/units.ts";
import { MockSensor } from "./mock-sensor.ts";

/** A photocell that sees the sky alone: the light of its own lamp is not added. */
export class MockLightSensor extends MockSensor<Lux> implements LightSensor {}
