import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const CONFIG = "/sys/kernel/config/gpio-sim";

/** A simulated GPIO chip of the kernel (gpio-sim). Its lines are pulled from outside, as a contact or a sensor does. */
export class GpioSim {
  readonly label: string;
  readonly #folder: string;
  readonly #bank: string;
  readonly #named: readonly number[];
  #lines = "";

  /** `names` gives lines of it a name, as a board's device tree does. */
  constructor(label: string, lines: number, names: Readonly<Record<number, string>> = {}) {
    this.label = label;
    this.#folder = join(CONFIG, label);
    this.#bank = join(this.#folder, "bank0");
    this.#named = Object.keys(names).map(Number);
    mkdirSync(this.#folder);
    mkdirSync(this.#bank);
    writeFileSync(join(this.#bank, "num_lines"), String(lines));
    writeFileSync(join(this.#bank, "label"), label);
    for (const [offset, name] of Object.entries(names)) {
      mkdirSync(join(this.#bank, `line${offset}`));
      writeFileSync(join(this.#bank, `line${offset}`, "name"), name);
    }
    this.plug();
  }

  plug(): void {
    writeFileSync(join(this.#folder, "live"), "1");
    const read = (path: string) => readFileSync(path, "utf8").trim();
    const device = read(join(this.#folder, "dev_name"));
    this.#lines = `/sys/devices/platform/${device}/${read(join(this.#bank, "chip_name"))}`;
  }

  /** The number of its first line in sysfs. */
  get base(): number {
    const folder = "/sys/class/gpio";
    const chips = readdirSync(folder).filter((name) => name.startsWith("gpiochip"));
    const ours = chips.find((name) => readFileSync(join(folder, name, "label"), "utf8").trim() === this.label);
    return Number(readFileSync(join(folder, ours ?? "?", "base"), "utf8"));
  }

  /** The chip is gone, as when its bus is unplugged, whoever holds a line of it. */
  unplug(): void {
    writeFileSync(join(this.#folder, "live"), "0");
  }

  /** What is wired to an input pulls it so. On a line that a program drives it changes nothing. */
  pull(offset: number, high: boolean): void {
    writeFileSync(join(this.#lines, `sim_gpio${offset}`, "pull"), high ? "pull-up" : "pull-down");
  }

  /** What a meter at the line shows. An unplugged chip has no voltage. */
  isHigh(offset: number): boolean {
    const value = join(this.#lines, `sim_gpio${offset}`, "value");
    return existsSync(value) && readFileSync(value, "utf8").trim() === "1";
  }

  end(): void {
    if (readFileSync(join(this.#folder, "live"), "utf8").trim() === "1") this.unplug();
    for (const offset of this.#named) rmdirSync(join(this.#bank, `line${offset}`));
    rmdirSync(this.#bank);
    rmdirSync(this.#folder);
  }
}
