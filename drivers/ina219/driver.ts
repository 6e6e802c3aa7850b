import type { CurrentSensor } from "../../device/hal/current-sensor.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import { milliamps, type Milliamps } from "../../device/measure/units.ts";
import type { I2cBus } from "../i2c/bus.ts";
import { Chip, type ChipGiven } from "../i2c/chip.ts";
import { placeOf } from "../i2c/place.ts";
import { ina219, type Ina219State, type Power } from "./registers.ts";
import type { settings } from "./settings.ts";

/** Measured again so long after a measurement, which takes 8 ms: a motor's current may be 60 ms old. */
const EVERY_MS = 10;

/** A current through a shunt, by an INA219; the sign is left out. */
export class Ina219 implements CurrentSensor {
  readonly #chip: Chip<Ina219State, Power>;

  constructor(bus: I2cBus, { line, fullMa }: SettingsOf<typeof settings>, given: ChipGiven) {
    this.#chip = new Chip(bus, placeOf(line).address, ina219({ fullMa, everyMs: EVERY_MS }), given);
  }

  read(): Reading<Milliamps> {
    const reading = this.#chip.read();
    return reading.ok ? valid(milliamps(Math.abs(reading.value.currentMa)), reading.at) : reading;
  }

  close(): Promise<void> {
    return this.#chip.close();
  }
}
