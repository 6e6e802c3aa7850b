import type { TemperatureSensor } from "../device/hal/temperature-sensor.ts";
import type { Celsius } from "../device/measure/units.ts";
import { MockSensor } from "./mock-sensor.ts";

/** A thermometer in a housing that neither sun nor electronics warm. */
export class MockTemperatureSensor extends MockSensor<Celsius> implements TemperatureSensor {}
