import type { Digital } from "../measure/samples.ts";
import type { Sensor } from "./sensor.ts";

/** A contact, switch or button, polarity settled: `active` means what the part's role says. No edge is ever lost. */
export type DigitalInput = Sensor<Digital>;
