import type { DigitalInput } from "../../device/hal/digital-input.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import type { Digital } from "../../device/measure/samples.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Instant } from "../../device/measure/time.ts";
import type { LineGiven } from "../gpio/kept-line.ts";
import type { Gpio } from "../gpio/line.ts";
import { WatchedInput } from "../gpio/watched-input.ts";
import type { settings } from "./settings.ts";

/** A contact, switch or button on a GPIO line. An opening that is over before anyone read is in its edges. */
export class GpioInput implements DigitalInput {
  readonly #input: WatchedInput;

  constructor(gpio: Gpio, { line, ...wish }: SettingsOf<typeof settings>, given: LineGiven) {
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
