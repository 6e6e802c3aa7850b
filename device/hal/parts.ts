import type { Contract, LAMP_POST_ROLES, LITTER_BIN_ROLES } from "../measure/roles.ts";
import type { Battery } from "./battery.ts";
import type { Clock } from "./clock.ts";
import type { CurrentSensor } from "./current-sensor.ts";
import type { DigitalInput } from "./digital-input.ts";
import type { DigitalOutput } from "./digital-output.ts";
import type { Lamp } from "./lamp.ts";
import type { LightSensor } from "./light-sensor.ts";
import type { MotionSensor } from "./motion-sensor.ts";
import type { Ram } from "./ram.ts";
import type { RangeSensor } from "./range-sensor.ts";
import type { TemperatureSensor } from "./temperature-sensor.ts";

/** Which interface each contract name stands for. */
export type PartOf = {
  "motion-sensor": MotionSensor;
  "light-sensor": LightSensor;
  "temperature-sensor": TemperatureSensor;
  "range-sensor": RangeSensor;
  "current-sensor": CurrentSensor;
  battery: Battery;
  clock: Clock;
  "digital-input": DigitalInput;
  "digital-output": DigitalOutput;
  lamp: Lamp;
  ram: Ram;
};
export type AnyPart = PartOf[Contract];

type PartsFor<Roles extends Record<string, { readonly contract: Contract }>> = {
  readonly [Role in keyof Roles]?: PartOf[Roles[Role]["contract"]];
};
/** The hardware of one device by role; what is not there is left out. */
export type LampPostParts = PartsFor<typeof LAMP_POST_ROLES>;
export type LitterBinParts = PartsFor<typeof LITTER_BIN_ROLES>;
