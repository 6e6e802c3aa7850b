import { valid, type Reading } from "../../device/measure/reading.ts";
import { millivolts, type Millivolts } from "../../device/measure/units.ts";
import type { BoardPins } from "./board.ts";
import { pinOf } from "./pin.ts";

/** What the converter saw. `atRail`: it is at the end of its scale, and the voltage may be anything beyond. */
export type Voltage = { readonly voltageMv: Millivolts; readonly atRail: "low" | "high" | null };

/** An analog pin that is sampled every 10 ms. */
export class AnalogPin {
  readonly #board: BoardPins;
  readonly #part: string;
  readonly #referenceMv: number;
  readonly #use: { readonly kind: "analog"; readonly pin: number };

  constructor(board: BoardPins, line: string, referenceMv: number, part: string) {
    this.#board = board;
    this.#part = part;
    this.#referenceMv = referenceMv;
    this.#use = { kind: "analog", pin: pinOf(line).pin };
    board.use(this.#use);
  }

  read(): Reading<Voltage> {
    const reading = this.#board.read(this.#part, this.#use);
    if (!reading.ok) return reading;
    const { count, countMax } = reading.value;
    // A converter of n bits divides its reference in 2ⁿ steps: its greatest count begins one step below it.
    const voltageMv = millivolts((count / (countMax + 1)) * this.#referenceMv);
    const atRail = count <= 0 ? "low" : count >= countMax ? "high" : null;
    return valid({ voltageMv, atRail }, reading.at);
  }

  close(): Promise<void> {
    return this.#board.close();
  }
}
