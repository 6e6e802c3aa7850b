import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { failed, type Result } from "../../device/measure/fault.ts";
import type { Instant } from "../../device/measure/time.ts";
import { noSuchLine, openFault, type LineFault } from "./cure.ts";
import { findNumber, type NumberedChip } from "./find-number.ts";
import type { ActiveLevel, Gpio, InputLine, InputWish, OutputLine, OutputWish } from "./line.ts";
import type { Onoff, OnoffLine } from "./onoff.ts";
import { SysfsInput, SysfsOutput, type Exported } from "./sysfs-lines.ts";

/** Fixed in the kernel and in `onoff`. */
export const SYSFS_GPIO = "/sys/class/gpio";

/** What differs between an input and an output, in the words of `onoff`. */
type Way = { readonly direction: "in" | "high" | "low"; readonly edge: "none" | "both"; readonly debounceMs: number };

/**
 * GPIO lines where only sysfs is there. It sets no pulls, keeps no moments, and an output stays as it is when its process
 * is killed: whoever opens the line next takes it back and makes it safe.
 */
export class Sysfs implements Gpio {
  readonly #onoff: Onoff;
  readonly #now: () => Instant;
  /** Numbers that parts of this process have. */
  readonly #taken = new Map<number, string>();

  constructor(onoff: Onoff, now: () => Instant) {
    this.#onoff = onoff;
    this.#now = now;
  }

  openInput(part: string, line: string, { active, debounceMs }: InputWish): Result<InputLine> {
    const way = { direction: "in", edge: "both", debounceMs } as const;
    return this.#open(part, line, active, way, (exported) => new SysfsInput(part, line, exported, this.#now));
  }

  /** Off at once: the direction is set together with the level. */
  openOutput(part: string, line: string, { active }: OutputWish): Result<OutputLine> {
    const direction = active === "low" ? "high" : "low";
    const way = { direction, edge: "none", debounceMs: 0 } as const;
    return this.#open(part, line, active, way, (exported) => new SysfsOutput(part, line, exported));
  }

  #open<L>(
    part: string,
    line: string,
    active: ActiveLevel,
    { direction, edge, debounceMs }: Way,
    make: (exported: Exported) => L,
  ): Result<L> {
    const refuse = (fault: LineFault) => failed({ part, ...fault });
    try {
      const found = findNumber(readNumberedChips(), line);
      if (!found.ok) return refuse(noSuchLine(found.detail));
      const { number } = found;
      const holder = this.#taken.get(number);
      if (holder !== undefined) return refuse(openFault(line, "EBUSY", `gaturum ${holder}`));
      // onoff would wait in a busy loop for what this user may never do.
      accessSync(join(SYSFS_GPIO, "export"), constants.W_OK);
      takeBack(number);
      const options = { activeLow: active === "low", debounceTimeout: debounceMs };
      const gpio = new this.#onoff(number, direction, edge, options);
      this.#taken.set(number, part);
      return { ok: true, value: make(exportedLine(gpio, number, () => this.#taken.delete(number))) };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return refuse(openFault(line, code ?? String(error), null));
    }
  }
}

function exportedLine(gpio: OnoffLine, number: number, release: () => void): Exported {
  const value = openSync(join(SYSFS_GPIO, `gpio${number}`, "value"), "r");
  const byte = Buffer.alloc(1);
  const isOn = () => {
    readSync(value, byte, 0, 1, 0);
    return byte.toString() === "1";
  };
  const close = () => {
    release();
    closeSync(value);
    gpio.unexport();
  };
  return { gpio, isOn, close };
}

/** A line that is exported already has an owner that was killed: sysfs itself knows none. */
function takeBack(number: number): void {
  if (existsSync(join(SYSFS_GPIO, `gpio${number}`))) writeFileSync(join(SYSFS_GPIO, "unexport"), String(number));
}

function readNumberedChips(): readonly NumberedChip[] {
  const read = (name: string, file: string) => readFileSync(join(SYSFS_GPIO, name, file), "utf8").trim();
  return readdirSync(SYSFS_GPIO)
    .filter((name) => /^gpiochip\d+$/.test(name))
    .map((name) => ({
      label: read(name, "label"),
      base: Number(read(name, "base")),
      lines: Number(read(name, "ngpio")),
    }));
}
