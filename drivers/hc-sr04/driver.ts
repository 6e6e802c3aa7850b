import type { RangeSensor } from "../../device/hal/range-sensor.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import type { Range } from "../../device/measure/samples.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import type { BoardPins } from "../firmata/board.ts";
import { pinOf } from "../firmata/pin.ts";
import { rangeOf } from "./echo.ts";
import type { settings } from "./settings.ts";

/** An HC-SR04 whose echo a board with PingFirmata times. Wiring and quirks: README.md. */
export class HcSr04 implements RangeSensor {
  readonly #board: BoardPins;
  readonly #part: string;
  readonly #use: { readonly kind: "echo"; readonly pin: number };

  constructor(board: BoardPins, { line }: SettingsOf<typeof settings>, part: string) {
    this.#board = board;
    this.#part = part;
    this.#use = { kind: "echo", pin: pinOf(line).pin };
    board.use(this.#use);
  }

  read(): Reading<Range> {
    const reading = this.#board.read(this.#part, this.#use);
    return reading.ok ? valid(rangeOf(reading.value.echoUs), reading.at) : reading;
  }

  close(): Promise<void> {
    return this.#board.close();
  }
}
