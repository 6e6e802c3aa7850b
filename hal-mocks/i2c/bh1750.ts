import type { Instant } from "../../device/measure/time.ts";
import type { MockI2cChip } from "../i2c-bus.ts";

/** ROHM, BH1750FVI: 120 ms at the usual measuring time of 69, and 1.2 counts a lux. */
const USUAL_MS = 120;
const USUAL_TIME = 69;

/** A BH1750 in some light, which it measures once when it is told to, powered on. */
export class MockBh1750 implements MockI2cChip {
  lux = 0;
  time = USUAL_TIME;
  #on = false;
  #count = 0;
  #next: { readonly at: number; readonly count: number } | null = null;

  write([command = 0]: readonly number[], now: Instant): void {
    if (command === 0x00) this.#on = false;
    if (command === 0x01) this.#on = true;
    if (command >> 3 === 0b01000) this.time = ((command & 0b111) << 5) | (this.time & 0b11111);
    if (command >> 5 === 0b011) this.time = (this.time & 0b1110_0000) | (command & 0b11111);
    if (command !== 0x20 || !this.#on) return;
    const count = Math.min(0xffff, Math.round((this.lux * 1.2 * this.time) / USUAL_TIME));
    this.#next = { at: now + (USUAL_MS * this.time) / USUAL_TIME, count };
  }

  /** What was measured last, while a measurement goes on. */
  read(count: number, now: Instant): readonly number[] {
    if (this.#next !== null && now >= this.#next.at) {
      this.#count = this.#next.count;
      this.#next = null;
      this.#on = false;
    }
    return [this.#count >> 8, this.#count & 0xff].slice(0, count);
  }
}
