import type { SettingsOf } from "../../device/measure/setting.ts";
import { Contact } from "../gpio/contact.ts";
import type { LineGiven } from "../gpio/kept-line.ts";
import type { Gpio } from "../gpio/line.ts";
import type { settings } from "./settings.ts";

/** A contact, switch or button on a GPIO line. */
export class GpioInput extends Contact {
  constructor(gpio: Gpio, { line, ...wish }: SettingsOf<typeof settings>, given: LineGiven) {
    super(gpio, line, wish, given);
  }
}
