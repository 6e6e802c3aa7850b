import type { DigitalInput } from "../device/hal/digital-input.ts";
import type { Digital } from "../device/measure/samples.ts";
import { MockSensor } from "./mock-sensor.ts";

/** A contact over a source that counts its own edges, so that an opening between two readings is not lost. */
export class MockDigitalInput extends MockSensor<Digital> implements DigitalInput {}
