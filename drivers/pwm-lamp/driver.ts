import type { Lamp } from "../../device/hal/lamp.ts";
import type { Result } from "../../device/measure/fault.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import type { LampFeedback } from "../../device/measure/samples.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Instant } from "../../device/measure/time.ts";
import { percent, type Percent } from "../../device/measure/units.ts";
import { KeptLine, type LineGiven } from "../gpio/kept-line.ts";
import { PwmLine } from "./pwm-line.ts";
import type { settings } from "./settings.ts";

/** An LED driver with a 0–10 V input behind a PWM-to-voltage stage. Lit in full from its construction on. */
export class PwmLamp implements Lamp {
  readonly #pwm: KeptLine<PwmLine>;
  readonly #periodNs: number;

  constructor(folder: string, settled: SettingsOf<typeof settings>, given: LineGiven) {
    const { line, active, frequencyHz } = settled;
    const periodNs = Math.round(1e9 / frequencyHz);
    const wish = { line, periodNs, inverted: active === "low" };
    this.#periodNs = periodNs;
    this.#pwm = new KeptLine(given, () => PwmLine.open(folder, given.part, wish, periodNs));
  }

  setLevel(levelPct: Percent): Result<void> {
    return this.#pwm.ask((line) => line.setDuty(Math.round((this.#periodNs * levelPct) / 100)));
  }

  /** The level is read back from the kernel, to a hundredth. */
  read(now: Instant): Reading<LampFeedback> {
    const duty = this.#pwm.ask((line) => line.duty());
    if (!duty.ok) return { ...duty, at: this.#pwm.lostAt };
    const levelPct = percent(Math.min(100, Math.round((duty.value / this.#periodNs) * 10_000) / 100));
    return valid({ levelPct, powerW: null }, now);
  }

  halt(): Result<void> {
    return this.setLevel(percent(100));
  }

  close(): Promise<void> {
    this.#pwm.close();
    return Promise.resolve();
  }
}
