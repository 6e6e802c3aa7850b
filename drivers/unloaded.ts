import { failed, type Result } from "../device/measure/fault.ts";
import { faulty, type Failed } from "../device/measure/reading.ts";
import type { Instant } from "../device/measure/time.ts";

/**
 * Stands for a part whose driver this computer cannot load, such as a native add-on for another processor. Whatever is
 * asked of it, of any contract, it answers with the same fault.
 */
export class Unloaded {
  readonly #reading: Failed;

  constructor(part: string, at: Instant, detail: string) {
    this.#reading = faulty(part, "broken", at, detail);
  }

  read(): Failed {
    return this.#reading;
  }

  set(): Result<never> {
    return failed(this.#reading.fault);
  }

  setLevel(): Result<never> {
    return this.set();
  }

  drive(): Result<never> {
    return this.set();
  }

  halt(): Result<never> {
    return this.set();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
