import type { Instant } from "../../device/measure/time.ts";
import type { MockI2cChip } from "../i2c-bus.ts";

/** Texas Instruments, SBAS444D: 128 conversions a second, at ±4.096 V whatever it is told. */
const CONVERSION_MS = 1_000 / 128;

/** An ADS1115 with a voltage at each of its pins. It converts the pin that it was told last. */
export class MockAds1115 implements MockI2cChip {
  readonly volts = [0, 0, 0, 0];
  #configuration = 0x0583;
  #readyAt = 0;
  #pointer = 0;

  write([pointer = 0, high, low]: readonly number[], now: Instant): void {
    this.#pointer = pointer;
    if (pointer !== 1 || high === undefined || low === undefined) return;
    this.#configuration = ((high & 0x7f) << 8) | low;
    if (high >= 0x80) this.#readyAt = now + CONVERSION_MS;
  }

  read(count: number, now: Instant): readonly number[] {
    const ready = now >= this.#readyAt;
    const channel = (this.#configuration >> 12) & 0b11;
    const converted = Math.max(-0x8000, Math.min(0x7fff, Math.round((this.volts[channel] ?? 0) * 8_000)));
    const value = this.#pointer === 1 ? this.#configuration | (ready ? 0x8000 : 0) : ready ? converted & 0xffff : 0;
    return [value >> 8, value & 0xff].slice(0, count);
  }
}
