import type { Battery } from "../../device/hal/battery.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import type { BatteryState } from "../../device/measure/samples.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import { millivolts, type Millivolts } from "../../device/measure/units.ts";
import { ads1115, type Ads1115State } from "../ads1115/registers.ts";
import type { I2cBus } from "../i2c/bus.ts";
import { Chip, type ChipGiven } from "../i2c/chip.ts";
import { placeOf } from "../i2c/place.ts";
import { chargeOf } from "./charge.ts";
import type { settings } from "./settings.ts";

/** From one measurement to the next. Our choice: a battery's reading may be a minute old. */
const EVERY_MS = 1_000;
const SCALE_MV = 4_096;
/** A battery of 12 V with less than this is not there: nothing could run from it. */
const LEAST_MV = 8_000;

/** A battery of 12 V behind a divider, on a channel of an ADS1115. */
export class Ads1115Battery implements Battery {
  readonly #chip: Chip<Ads1115State, Millivolts>;
  readonly #part: string;
  readonly #settled: SettingsOf<typeof settings>;

  constructor(bus: I2cBus, settled: SettingsOf<typeof settings>, given: ChipGiven, everyMs = EVERY_MS) {
    const { address, channel } = placeOf(settled.line);
    this.#part = given.part;
    this.#settled = settled;
    this.#chip = new Chip(bus, address, ads1115(channel, everyMs), given);
  }

  read(): Reading<BatteryState> {
    const pin = this.#chip.read();
    if (!pin.ok) return pin;
    const voltageMv = millivolts((pin.value / SCALE_MV) * this.#settled.fullMv);
    if (voltageMv < LEAST_MV) {
      const detail = "less than 8 V: check the fuse and the wire to the battery, the divider and `full`.";
      return faulty(this.#part, "out-of-range", pin.at, detail);
    }
    return valid({ chargePct: chargeOf(this.#settled.battery, voltageMv), voltageMv }, pin.at);
  }

  close(): Promise<void> {
    return this.#chip.close();
  }
}
