import { failed, type Result } from "../../device/measure/fault.ts";
import { lookForCharacterDevice } from "./chips.ts";
import { chooseBackend, type Looked } from "./choice.ts";
import type { Gpio } from "./line.ts";
import { requirePins } from "./pins.ts";
import type { Backend } from "./settings.ts";

/** Chooses the way to the lines of this board and says which and why. Without a way, each line says so as its fault. */
export async function openGpio(wanted: Backend, log: (line: string) => void): Promise<Gpio> {
  requirePins();
  const { way, why } = chooseBackend(wanted, { "character-device": lookForCharacterDevice("/dev"), sysfs: SYSFS });
  log(`gpio: ${way ?? "none"}: ${why}`);
  if (way === null) return new NoGpio(`${why} Then restart.`);
  const { CharacterDevice } = await import("./character-device.ts");
  return new CharacterDevice();
}

const SYSFS: Looked = { there: false, why: "this version has no driver for sysfs" };

/** Stands where there is no way to any line. */
class NoGpio implements Gpio {
  readonly #detail: string;

  constructor(detail: string) {
    this.#detail = detail;
  }

  openInput(part: string): Result<never> {
    return failed({ part, cause: "no-port", detail: this.#detail });
  }

  openOutput(part: string): Result<never> {
    return this.openInput(part);
  }
}
