import type { LightSensor } from "../../device/hal/light-sensor.ts";
import type { Reading } from "../../device/measure/reading.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Lux } from "../../device/measure/units.ts";
import type { I2cBus } from "../i2c/bus.ts";
import { Chip, type ChipGiven } from "../i2c/chip.ts";
import { placeOf } from "../i2c/place.ts";
import { veml7700, type Veml7700State } from "./registers.ts";
import type { settings } from "./settings.ts";

/** From one measurement to the next. Our choice: dusk is slower, and a technician's hand over the cell is seen. */
const EVERY_MS = 1_000;

/** A photocell VEML7700. */
export class Veml7700 implements LightSensor {
  readonly #chip: Chip<Veml7700State, Lux>;

  constructor(bus: I2cBus, { line }: SettingsOf<typeof settings>, given: ChipGiven, everyMs = EVERY_MS) {
    this.#chip = new Chip(bus, placeOf(line).address, veml7700(everyMs), given);
  }

  read(): Reading<Lux> {
    return this.#chip.read();
  }

  close(): Promise<void> {
    return this.#chip.close();
  }
}
