import type { Clock } from "../../device/hal/clock.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import type { SettingsOf } from "../../device/measure/setting.ts";
import {
  minutes,
  wallTime,
  type EpochMs,
  type Instant,
  type Millis,
  type WallClock,
} from "../../device/measure/time.ts";
import type { I2cBus } from "../i2c/bus.ts";
import { Chip, type ChipGiven } from "../i2c/chip.ts";
import { placeOf } from "../i2c/place.ts";
import { ds3231, type ChipClock, type Ds3231State } from "./dialogue.ts";
import type { settings } from "./settings.ts";

/**
 * The chip does not tell when it was set. ±5 ppm (DS3231M, the worse of the two) and ageing make 4 min in eighteen
 * months; a post that hears of no time service for longer has other cares. Our choice.
 */
export const ERROR_MS: Millis = minutes(5);

/** The computer's clock while it is synchronised, and sets the chip; else the chip; without either, what the former says. */
export class Ds3231 implements Clock {
  readonly #chip: Chip<Ds3231State, ChipClock>;
  readonly #computer: Clock;

  constructor(bus: I2cBus, { line }: SettingsOf<typeof settings>, computer: Clock, given: ChipGiven) {
    this.#computer = computer;
    this.#chip = new Chip(
      bus,
      placeOf(line).address,
      ds3231((now) => this.#trusted(now)),
      given,
    );
  }

  read(now: Instant): Reading<WallClock> {
    const computer = this.#computer.read(now);
    if (computer.ok && computer.value.quality === "sync") return computer;
    const chip = this.#chip.read();
    if (chip.ok) return valid({ offsetMs: chip.value.offsetMs, quality: "rtc", errorMs: ERROR_MS }, chip.at);
    return computer.ok && computer.value.quality === "estimated" ? computer : chip;
  }

  close(): Promise<void> {
    return this.#chip.close();
  }

  #trusted(now: Instant): EpochMs | null {
    const reading = this.#computer.read(now);
    return reading.ok && reading.value.quality === "sync" ? wallTime(reading.value, now) : null;
  }
}
