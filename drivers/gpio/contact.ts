import type { DigitalInput } from "../../device/hal/digital-input.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import type { Digital } from "../../device/measure/samples.ts";
import type { Instant } from "../../device/measure/time.ts";
import type { LineGiven } from "./kept-line.ts";
import type { Gpio, InputWish } from "./line.ts";
import { WatchedInput } from "./watched-input.ts";

/** A digital input on a line. A change that is over before anyone read is in its edges. */
export class Contact implements DigitalInput {
  readonly #input: WatchedInput;

  constructor(gpio: Gpio, line: string, wish: InputWish, given: LineGiven) {
    this.#input = new WatchedInput(gpio, line, wish, given);
  }

  read(now: Instant): Reading<Digital> {
    const tally = this.#input.read(now);
    if (!tally.ok) return tally;
    const { active, rises, falls, changedAt } = tally.value;
    return valid({ active, rises, falls, changedAt }, tally.at);
  }

  close(): Promise<void> {
    return this.#input.close();
  }
}
