import type { MotionSensor } from "../../device/hal/motion-sensor.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import type { Motion } from "../../device/measure/samples.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import type { BoardPins } from "../firmata/board.ts";
import { InputPin } from "../firmata/input-pin.ts";
import type { settings } from "./settings.ts";

/** A motion sensor with a switched output on a board's pin. Every edge counts, with the moment at which the board told it. */
export class FirmataMotion implements MotionSensor {
  readonly #pin: InputPin;

  constructor(board: BoardPins, settled: SettingsOf<typeof settings>, part: string) {
    this.#pin = new InputPin(board, settled, part);
  }

  read(): Reading<Motion> {
    const reading = this.#pin.read();
    if (!reading.ok) return reading;
    const { active, rises, riseAt } = reading.value;
    return valid({ active, edges: rises, lastEdgeAt: riseAt }, reading.at);
  }

  close(): Promise<void> {
    return this.#pin.close();
  }
}
