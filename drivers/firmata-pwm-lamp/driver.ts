import type { Lamp } from "../../device/hal/lamp.ts";
import type { Result } from "../../device/measure/fault.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import type { LampFeedback } from "../../device/measure/samples.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import { percent, type Percent } from "../../device/measure/units.ts";
import type { BoardPins } from "../firmata/board.ts";
import { PWM_FULL } from "../firmata/messages.ts";
import { pinOf } from "../firmata/pin.ts";
import type { settings } from "./settings.ts";

/** An LED driver with a 0–10 V input behind a PWM-to-voltage stage on a board's pin. Lit in full as soon as the board is set up. */
export class FirmataPwmLamp implements Lamp {
  readonly #board: BoardPins;
  readonly #part: string;
  readonly #activeLow: boolean;
  readonly #use: { readonly kind: "pwm"; readonly pin: number; readonly safe: number };

  constructor(board: BoardPins, { line, active }: SettingsOf<typeof settings>, part: string) {
    this.#board = board;
    this.#part = part;
    this.#activeLow = active === "low";
    this.#use = { kind: "pwm", pin: pinOf(line).pin, safe: this.#turned(PWM_FULL) };
    board.use(this.#use);
  }

  /** A level between two steps of the PWM becomes the lighter one. */
  setLevel(levelPct: Percent): Result<void> {
    return this.#board.set(this.#part, this.#use, this.#turned(Math.ceil((levelPct * PWM_FULL) / 100)));
  }

  /** The level is what the board says that its pin is set to, to a hundredth. */
  read(): Reading<LampFeedback> {
    const reading = this.#board.read(this.#part, this.#use);
    if (!reading.ok) return reading;
    const levelPct = percent(Math.round((this.#turned(reading.value.value) / PWM_FULL) * 10_000) / 100);
    return valid({ levelPct, powerW: null }, reading.at);
  }

  halt(): Result<void> {
    return this.setLevel(percent(100));
  }

  close(): Promise<void> {
    return this.#board.close();
  }

  #turned(value: number): number {
    return this.#activeLow ? PWM_FULL - value : value;
  }
}
