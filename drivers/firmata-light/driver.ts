import type { LightSensor } from "../../device/hal/light-sensor.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import { lux, type Lux } from "../../device/measure/units.ts";
import { AnalogPin } from "../firmata/analog-pin.ts";
import type { BoardPins } from "../firmata/board.ts";
import type { settings } from "./settings.ts";

/** A light sensor whose output voltage grows with the light, on a board's analog pin. Brighter than its full is its full. */
export class FirmataLight implements LightSensor {
  readonly #pin: AnalogPin;
  readonly #settled: SettingsOf<typeof settings>;

  constructor(board: BoardPins, settled: SettingsOf<typeof settings>, part: string) {
    this.#pin = new AnalogPin(board, settled.line, settled.referenceMv, part);
    this.#settled = settled;
  }

  read(): Reading<Lux> {
    const reading = this.#pin.read();
    if (!reading.ok) return reading;
    const { referenceMv, fullLux } = this.#settled;
    return valid(lux((reading.value.voltageMv / referenceMv) * fullLux), reading.at);
  }

  close(): Promise<void> {
    return this.#pin.close();
  }
}
