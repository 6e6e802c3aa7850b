import type { SettingsOf } from "../../device/measure/setting.ts";
import { Contact } from "../gpio/contact.ts";
import type { LineGiven } from "../gpio/kept-line.ts";
import type { Gpio } from "../gpio/line.ts";
import type { settings } from "./settings.ts";

/** Litter blocks the beam for seconds and hops while it settles: every edge is kept. */
const DEBOUNCE_MS = 0;

/** The receiver of a through-beam on a GPIO line. Active: something blocks it. A wire that is cut blocks it, too. */
export class Beam extends Contact {
  constructor(gpio: Gpio, { line, ...wish }: SettingsOf<typeof settings>, given: LineGiven) {
    super(gpio, line, { ...wish, debounceMs: DEBOUNCE_MS }, given);
  }
}
