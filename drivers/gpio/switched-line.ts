import type { Result } from "../../device/measure/fault.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import type { Instant } from "../../device/measure/time.ts";
import { KeptLine, type LineGiven } from "./kept-line.ts";
import type { Gpio, OutputLine, OutputWish } from "./line.ts";

/** An output line, read back. Off from its construction on, and each time that it is opened anew. */
export class SwitchedLine {
  readonly #kept: KeptLine<OutputLine>;

  constructor(gpio: Gpio, line: string, wish: OutputWish, given: LineGiven) {
    this.#kept = new KeptLine(given, () => gpio.openOutput(given.part, line, wish));
  }

  set(on: boolean): Result<void> {
    return this.#kept.ask((line) => line.set(on));
  }

  read(now: Instant): Reading<boolean> {
    const isOn = this.#kept.ask((line) => line.isOn());
    return isOn.ok ? valid(isOn.value, now) : { ...isOn, at: this.#kept.lostAt };
  }

  close(): Promise<void> {
    this.#kept.close();
    return Promise.resolve();
  }
}
