import type { DigitalInput } from "../../device/hal/digital-input.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import type { Digital } from "../../device/measure/samples.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import { instant } from "../../device/measure/time.ts";
import type { BoardPins } from "../firmata/board.ts";
import { InputPin } from "../firmata/input-pin.ts";
import type { settings } from "./settings.ts";

/** A contact, switch or button on a board's pin. */
export class FirmataInput implements DigitalInput {
  readonly #pin: InputPin;

  constructor(board: BoardPins, settled: SettingsOf<typeof settings>, part: string) {
    this.#pin = new InputPin(board, settled, part);
  }

  read(): Reading<Digital> {
    const reading = this.#pin.read();
    if (!reading.ok) return reading;
    const { active, rises, falls, riseAt, fallAt } = reading.value;
    const changedAt = riseAt === null ? fallAt : instant(Math.max(riseAt, fallAt ?? riseAt));
    return valid({ active, rises, falls, changedAt }, reading.at);
  }

  close(): Promise<void> {
    return this.#pin.close();
  }
}
