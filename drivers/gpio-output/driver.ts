import type { DigitalOutput } from "../../device/hal/digital-output.ts";
import type { Result } from "../../device/measure/fault.ts";
import type { Reading } from "../../device/measure/reading.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Instant } from "../../device/measure/time.ts";
import type { LineGiven } from "../gpio/kept-line.ts";
import type { Gpio } from "../gpio/line.ts";
import { SwitchedLine } from "../gpio/switched-line.ts";
import type { settings } from "./settings.ts";

/** A lock, a sign light or a buzzer behind a transistor on a GPIO line. Off from its construction on. */
export class GpioOutput implements DigitalOutput {
  readonly #line: SwitchedLine;

  constructor(gpio: Gpio, { line, active }: SettingsOf<typeof settings>, given: LineGiven) {
    this.#line = new SwitchedLine(gpio, line, { active }, given);
  }

  set(on: boolean): Result<void> {
    return this.#line.set(on);
  }

  read(now: Instant): Reading<boolean> {
    return this.#line.read(now);
  }

  halt(): Result<void> {
    return this.set(false);
  }

  close(): Promise<void> {
    return this.#line.close();
  }
}
