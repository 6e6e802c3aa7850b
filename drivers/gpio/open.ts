import { existsSync } from "node:fs";
import { failed, type Result } from "../../device/measure/fault.ts";
import type { Instant } from "../../device/measure/time.ts";
import { lookForCharacterDevice } from "./chips.ts";
import { chooseBackend, type Looked } from "./choice.ts";
import type { Gpio } from "./line.ts";
import { loadOnoff, type Onoff } from "./onoff.ts";
import { requirePins } from "./pins.ts";
import type { Backend } from "./settings.ts";
import { Sysfs, SYSFS_GPIO } from "./sysfs.ts";

/** Chooses the way to the lines of this board and says which and why. Without a way, each line says so as its fault. */
export async function openGpio(wanted: Backend, now: () => Instant, log: (line: string) => void): Promise<Gpio> {
  requirePins();
  const device = lookForCharacterDevice("/dev");
  const needsOnoff = wanted === "sysfs" || (wanted === "auto" && !device.there);
  const onoff = needsOnoff ? await loadOnoff() : null;
  const { way, why } = chooseBackend(wanted, { "character-device": device, sysfs: lookForSysfs(onoff) });
  log(`gpio: ${way ?? "none"}: ${why}`);
  if (way === "character-device") {
    const { CharacterDevice } = await import("./character-device.ts");
    return new CharacterDevice();
  }
  return way === "sysfs" && onoff !== null ? new Sysfs(onoff, now) : new NoGpio(`${why} Then restart.`);
}

function lookForSysfs(onoff: Onoff | null): Looked {
  if (!existsSync(SYSFS_GPIO)) return { there: false, why: `there is no ${SYSFS_GPIO}` };
  return onoff === null
    ? { there: false, why: "the package onoff is not built: npm run onoff:build" }
    : { there: true, why: `${SYSFS_GPIO} is there; it sets no pulls, so the wiring must` };
}

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
