import type { MockI2cChip } from "../i2c-bus.ts";

/** Vishay, VEML7700: 0.0042 lx a count at gain 2 and 800 ms; here without the bend of bright light. */
export class MockVeml7700 implements MockI2cChip {
  lux = 0;
  configuration = 1;
  #register = 0;

  write([register = 0, low, high]: readonly number[]): void {
    this.#register = register;
    if (register === 0 && low !== undefined && high !== undefined) this.configuration = (high << 8) | low;
  }

  read(count: number): readonly number[] {
    const gain = [1, 2, 1 / 8, 1 / 4][(this.configuration >> 11) & 0b11] ?? 1;
    const off = (this.configuration & 1) === 1 || this.#register !== 4;
    const light = off ? 0 : Math.min(0xffff, Math.round(this.lux / (0.0042 * (2 / gain) * 8)));
    return [light & 0xff, light >> 8].slice(0, count);
  }
}
