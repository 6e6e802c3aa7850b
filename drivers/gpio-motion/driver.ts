import type { MotionSensor } from "../../device/hal/motion-sensor.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import type { Motion } from "../../device/measure/samples.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import type { Instant } from "../../device/measure/time.ts";
import type { LineGiven } from "../gpio/kept-line.ts";
import type { Gpio } from "../gpio/line.ts";
import { WatchedInput } from "../gpio/watched-input.ts";
import type { settings } from "./settings.ts";

/** A motion sensor with a switched output on a GPIO line. Every edge is the kernel's, with the kernel's moment. */
export class GpioMotion implements MotionSensor {
  readonly #input: WatchedInput;

  constructor(gpio: Gpio, { line, active, pull }: SettingsOf<typeof settings>, given: LineGiven) {
    this.#input = new WatchedInput(gpio, line, { active, pull, debounceMs: 0 }, given);
  }

  read(now: Instant): Reading<Motion> {
    const tally = this.#input.read(now);
    if (!tally.ok) return tally;
    const { active, rises, riseAt } = tally.value;
    return valid({ active, edges: rises, lastEdgeAt: riseAt }, tally.at);
  }

  close(): Promise<void> {
    return this.#input.close();
  }
}
