import type { Lamp } from "../../device/hal/lamp.ts";
import { exactLevel, FULL_LEVEL, lightOf } from "../../device/measure/dimming-curve.ts";
import type { Result } from "../../device/measure/fault.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import type { LampFeedback } from "../../device/measure/samples.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Instant } from "../../device/measure/time.ts";
import { percent, type Percent } from "../../device/measure/units.ts";
import { KeptLine, type LineGiven } from "../gpio/kept-line.ts";
import { PwmLine, type WriteFile } from "./pwm-line.ts";
import type { settings } from "./settings.ts";

/** An LED driver with a 0–10 V input behind a PWM-to-voltage stage. Lit in full from its construction on. */
export class PwmLamp implements Lamp {
  readonly #pwm: KeptLine<PwmLine>;
  readonly #periodNs: number;
  readonly #settings: Pick<SettingsOf<typeof settings>, "curve" | "leastPct">;

  constructor(folder: string, settled: SettingsOf<typeof settings>, given: LineGiven, write?: WriteFile) {
    const { line, active, frequencyHz } = settled;
    const periodNs = Math.round(1e9 / frequencyHz);
    const wish = { line, periodNs, inverted: active === "low" };
    this.#periodNs = periodNs;
    this.#settings = settled;
    this.#pwm = new KeptLine(given, () => PwmLine.open(folder, given.part, wish, periodNs, write));
  }

  setLevel(levelPct: Percent): Result<void> {
    return this.#pwm.ask((line) => line.setDuty(this.#dutyNs(levelPct)));
  }

  /** The light of the duty that the kernel has, to a hundredth. */
  read(now: Instant): Reading<LampFeedback> {
    const duty = this.#pwm.ask((line) => line.duty());
    if (!duty.ok) return { ...duty, at: this.#pwm.lostAt };
    return valid({ levelPct: this.#lightPct(duty.value), powerW: null }, now);
  }

  halt(): Result<void> {
    return this.setLevel(percent(100));
  }

  close(): Promise<void> {
    this.#pwm.close();
    return Promise.resolve();
  }

  #dutyNs(levelPct: Percent): number {
    if (levelPct === 0) return 0;
    const { curve, leastPct } = this.#settings;
    const level = exactLevel(Math.max(levelPct, leastPct), curve);
    return Math.max(1, Math.round((this.#periodNs * level) / FULL_LEVEL));
  }

  #lightPct(dutyNs: number): Percent {
    if (dutyNs === 0) return percent(0);
    const light = lightOf((FULL_LEVEL * dutyNs) / this.#periodNs, this.#settings.curve);
    return percent(Math.round(light * 100) / 100);
  }
}
