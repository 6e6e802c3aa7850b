import { valid, type Reading } from "../../device/measure/reading.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Instant } from "../../device/measure/time.ts";
import type { settings } from "../firmata-input/settings.ts";
import type { BoardPins } from "./board.ts";
import { pinOf } from "./pin.ts";

type Edges = {
  readonly active: boolean;
  readonly rises: number;
  readonly falls: number;
  readonly riseAt: Instant | null;
  readonly fallAt: Instant | null;
};

/** A digital pin that is read, polarity settled: a rise is a change to active. */
export class InputPin {
  readonly #board: BoardPins;
  readonly #part: string;
  readonly #use: { readonly kind: "input"; readonly pin: number; readonly pullUp: boolean };
  readonly #activeLow: boolean;

  constructor(board: BoardPins, { line, active, pull }: SettingsOf<typeof settings>, part: string) {
    this.#board = board;
    this.#part = part;
    this.#activeLow = active === "low";
    this.#use = { kind: "input", pin: pinOf(line).pin, pullUp: pull === "up" };
    board.use(this.#use);
  }

  read(): Reading<Edges> {
    const reading = this.#board.read(this.#part, this.#use);
    if (!reading.ok) return reading;
    const { high, rises, falls, riseAt, fallAt } = reading.value;
    const edges = this.#activeLow
      ? { active: !high, rises: falls, falls: rises, riseAt: fallAt, fallAt: riseAt }
      : { active: high, rises, falls, riseAt, fallAt };
    return valid(edges, reading.at);
  }

  close(): Promise<void> {
    return this.#board.close();
  }
}
