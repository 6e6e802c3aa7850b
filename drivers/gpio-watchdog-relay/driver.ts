import type { DigitalOutput } from "../../device/hal/digital-output.ts";
import type { Result } from "../../device/measure/fault.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import { elapsed, millis, type Instant } from "../../device/measure/time.ts";
import type { LineGiven } from "../gpio/kept-line.ts";
import type { Gpio } from "../gpio/line.ts";
import { SwitchedLine } from "../gpio/switched-line.ts";
import type { settings } from "./settings.ts";

/** A watchdog relay drops when its input has not changed for so long (docs of the guard chain: 500 ms). */
export const DROPS_AFTER_MS = millis(500);

/**
 * The relay in the guard chain that wants its input to change again and again. Each `set(true)` changes it once; nothing
 * else does, no timer and no thread. So the permission is there only while the cycle itself goes on giving it.
 */
export class GpioWatchdogRelay implements DigitalOutput {
  readonly #line: SwitchedLine;
  readonly #now: () => Instant;
  #level = false;
  #changedAt: Instant | null = null;

  constructor(gpio: Gpio, { line }: SettingsOf<typeof settings>, given: LineGiven) {
    this.#now = given.now;
    this.#line = new SwitchedLine(gpio, line, { active: "high" }, given);
  }

  set(on: boolean): Result<void> {
    const level = on && !this.#level;
    const done = this.#line.set(level);
    if (!done.ok || level === this.#level) return done;
    this.#level = level;
    this.#changedAt = this.#now();
    return done;
  }

  /** On: a relay that is in order has not dropped yet, nor does it at once when it is let go of. Fed back by the chain. */
  read(now: Instant): Reading<boolean> {
    const line = this.#line.read(now);
    if (!line.ok) return line;
    return valid(this.#changedAt !== null && elapsed(this.#changedAt, now) < DROPS_AFTER_MS, now);
  }

  halt(): Result<void> {
    return this.set(false);
  }

  close(): Promise<void> {
    return this.#line.close();
  }
}
