import type { Instant } from "../../device/measure/time.ts";
import type { MockI2cChip } from "../i2c-bus.ts";

/** Texas Instruments, SBOS448G: each conversion of this config takes 2.13 ms, for each of shunt and bus. */
const CONVERSION_MS = 4.26;
const POWER_ON_CONFIG = 0x399f;
const TRIGGERED = 0b011;

/** An INA219 at a shunt: ±320 mV and 32 V, whatever range it is told. Registers change when a measurement ends. */
export class MockIna219 implements MockI2cChip {
  shuntUv = 0;
  busMv = 0;
  /** It answers and never ends a measurement. */
  hung = false;
  config = POWER_ON_CONFIG;
  #pointer = 0;
  #readyAt = Infinity;

  write([pointer = 0, high, low]: readonly number[], now: Instant): void {
    this.#pointer = pointer;
    if (pointer !== 0 || high === undefined || low === undefined) return;
    this.config = (high << 8) | low;
    if ((this.config & 0b111) === TRIGGERED) this.#readyAt = this.hung ? Infinity : now + CONVERSION_MS;
  }

  read(count: number, now: Instant): readonly number[] {
    const value = this.#register(now) & 0xffff;
    return [value >> 8, value & 0xff].slice(0, count);
  }

  #register(now: Instant): number {
    if (this.#pointer === 0) return this.config;
    if (this.#pointer === 1) return Math.max(-32_000, Math.min(32_000, Math.round(this.shuntUv / 10)));
    if (this.#pointer !== 2) return 0;
    return (Math.min(8_000, Math.round(this.busMv / 4)) << 3) | (now >= this.#readyAt ? 0b10 : 0);
  }
}
