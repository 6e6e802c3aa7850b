import type { Lamp } from "../../device/hal/lamp.ts";
import type { Result } from "../../device/measure/fault.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import type { LampFeedback } from "../../device/measure/samples.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Instant } from "../../device/measure/time.ts";
import { percent, type Percent } from "../../device/measure/units.ts";
import type { LineGiven } from "../gpio/kept-line.ts";
import type { Gpio } from "../gpio/line.ts";
import { SwitchedLine } from "../gpio/switched-line.ts";
import type { settings } from "./settings.ts";

/**
 * A lamp that can be lit and dark and nothing between, behind a relay whose contact is closed at rest: a line that nobody
 * drives leaves it lit. Any level above 0 is lit in full, since too light is the lesser fault.
 */
export class RelayLamp implements Lamp {
  /** On: the lamp is dark. */
  readonly #dark: SwitchedLine;

  constructor(gpio: Gpio, { line, active }: SettingsOf<typeof settings>, given: LineGiven) {
    this.#dark = new SwitchedLine(gpio, line, { active }, given);
  }

  setLevel(levelPct: Percent): Result<void> {
    return this.#dark.set(levelPct === 0);
  }

  read(now: Instant): Reading<LampFeedback> {
    const dark = this.#dark.read(now);
    if (!dark.ok) return dark;
    return valid({ levelPct: percent(dark.value ? 0 : 100), powerW: null }, dark.at);
  }

  halt(): Result<void> {
    return this.setLevel(percent(100));
  }

  close(): Promise<void> {
    return this.#dark.close();
  }
}
