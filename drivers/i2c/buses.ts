import { I2cBus } from "./bus.ts";
import { placeOf } from "./place.ts";
import { WireProcess } from "./wire-process.ts";

/** The buses that parts use, each with one process for all of them. */
export class I2cBuses {
  readonly #used = new Map<string, I2cBus>();

  /** The bus that a chip such as `i2c-1/0x40` is on. */
  on(line: string): I2cBus {
    const { bus } = placeOf(line);
    const used = this.#used.get(bus) ?? new I2cBus(new WireProcess(bus));
    this.#used.set(bus, used);
    return used;
  }
}
