import type { Instant } from "../../device/measure/time.ts";
import type { MockI2cChip } from "../i2c-bus.ts";

const STATUS = 0x0f;
const OSCILLATOR_STOPPED = 0x80;

/** A DS3231 as it comes out of its bag: it shows 2000-01-01 and says that its oscillator stood. */
export class MockDs3231 implements MockI2cChip {
  /** Nothing goes on in it any more. */
  standing = false;
  status = 0x88;
  control = 0x1c;
  #setAt: Instant;
  #setTo = Date.UTC(2000, 0, 1);
  #shown = this.#setTo;
  #pointer = 0;

  constructor(now: Instant) {
    this.#setAt = now;
  }

  /** Sets it as another program would, its flag cleared. */
  set(wall: number, now: Instant): void {
    this.#setAt = now;
    this.#setTo = wall;
    this.status &= ~OSCILLATOR_STOPPED;
  }

  write([pointer = 0, ...values]: readonly number[], now: Instant): void {
    this.#pointer = pointer;
    if (pointer === 0 && values.length === 7) {
      const [second = 0, minute = 0, hour = 0, , day = 0, month = 0, year = 0] = values.map(
        (bcd) => 10 * (bcd >> 4) + (bcd & 0x0f),
      );
      this.#setAt = now;
      this.#setTo = Date.UTC(2000 + year, month - 1, day, hour, minute, second);
    }
    for (const [index, value] of values.entries()) {
      if (pointer + index === 0x0e) this.control = value;
      // The flag can be cleared and not set.
      if (pointer + index === STATUS) this.status = (value & 0x08) | (this.status & value & OSCILLATOR_STOPPED);
    }
  }

  read(count: number, now: Instant): readonly number[] {
    if (!this.standing) this.#shown = this.#setTo + Math.floor((now - this.#setAt) / 1_000) * 1_000;
    const at = new Date(this.#shown);
    const time = [
      at.getUTCSeconds(),
      at.getUTCMinutes(),
      at.getUTCHours(),
      at.getUTCDay() + 1,
      at.getUTCDate(),
      at.getUTCMonth() + 1,
      at.getUTCFullYear() - 2000,
    ].map((value) => 16 * Math.floor(value / 10) + (value % 10));
    const registers = [...time, 0, 0, 0, 0, 0, 0, 0, this.control, this.status];
    return registers.slice(this.#pointer, this.#pointer + count);
  }
}
