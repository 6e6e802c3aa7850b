import type { Battery } from "../device/hal/battery.ts";
import type { BatteryState } from "../device/measure/samples.ts";
import { MockSensor } from "./mock-sensor.ts";

/** A battery gauge that knows the true charge, in whole percent. */
export class MockBattery extends MockSensor<BatteryState> implements Battery {}
