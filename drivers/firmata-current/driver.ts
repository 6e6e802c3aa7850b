import type { CurrentSensor } from "../../device/hal/current-sensor.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import { milliamps, type Milliamps } from "../../device/measure/units.ts";
import { AnalogPin } from "../firmata/analog-pin.ts";
import type { BoardPins } from "../firmata/board.ts";
import type { settings } from "./settings.ts";

/** A current sensor with a voltage output on a board's analog pin. */
export class FirmataCurrent implements CurrentSensor {
  readonly #pin: AnalogPin;
  readonly #part: string;
  readonly #settled: SettingsOf<typeof settings>;

  constructor(board: BoardPins, settled: SettingsOf<typeof settings>, part: string) {
    this.#pin = new AnalogPin(board, settled.line, settled.referenceMv, part);
    this.#part = part;
    this.#settled = settled;
  }

  /** At the end of the converter's scale nobody knows the current; a sensor whose zero is above 0 V never gives 0 V. */
  read(): Reading<Milliamps> {
    const reading = this.#pin.read();
    if (!reading.ok) return reading;
    const { zeroMv, spanMv, fullMa } = this.#settled;
    const { voltageMv, atRail } = reading.value;
    if (atRail === "high" || (atRail === "low" && zeroMv > 0)) {
      const detail = `its output is at the end of the scale: check the sensor's supply and its wire.`;
      return faulty(this.#part, "out-of-range", reading.at, detail);
    }
    return valid(milliamps((Math.abs(voltageMv - zeroMv) / spanMv) * fullMa), reading.at);
  }

  close(): Promise<void> {
    return this.#pin.close();
  }
}
