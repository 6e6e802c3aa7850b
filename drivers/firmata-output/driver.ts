import type { DigitalOutput } from "../../device/hal/digital-output.ts";
import type { Result } from "../../device/measure/fault.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import type { BoardPins } from "../firmata/board.ts";
import { pinOf } from "../firmata/pin.ts";
import type { settings } from "./settings.ts";

/** A lock, a sign light or a buzzer behind a transistor on a board's pin. Off as soon as the board is set up. */
export class FirmataOutput implements DigitalOutput {
  readonly #board: BoardPins;
  readonly #part: string;
  readonly #onLevel: 0 | 1;
  readonly #use: { readonly kind: "output"; readonly pin: number; readonly safe: number };

  constructor(board: BoardPins, { line, active }: SettingsOf<typeof settings>, part: string) {
    this.#board = board;
    this.#part = part;
    this.#onLevel = active === "high" ? 1 : 0;
    this.#use = { kind: "output", pin: pinOf(line).pin, safe: 1 - this.#onLevel };
    board.use(this.#use);
  }

  set(on: boolean): Result<void> {
    return this.#board.set(this.#part, this.#use, on ? this.#onLevel : 1 - this.#onLevel);
  }

  /** What the board says that the pin is set to. */
  read(): Reading<boolean> {
    const reading = this.#board.read(this.#part, this.#use);
    return reading.ok ? valid(reading.value.value === this.#onLevel, reading.at) : reading;
  }

  halt(): Result<void> {
    return this.set(false);
  }

  close(): Promise<void> {
    return this.#board.close();
  }
}
