import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const CHANNEL = "pwm0";

type State = { readonly [name in "enable" | "duty_cycle" | "period" | "polarity"]: string };
const isWhole = ({ period, duty_cycle }: State): boolean => Number(period) > 0 && Number(duty_cycle) <= Number(period);

/** Which writes a kernel takes: an old one none that leaves the period at 0, a newer one from one such state to another. */
export type Kernel = "6.1" | "newer";

/**
 * A folder with the files of one PWM chip, as the kernel shows them under /sys/class/pwm. A write is taken or refused as in
 * the kernel's `drivers/pwm/core.c` and `sysfs.c`; nothing is known of a channel that was exported just now.
 */
export class SysfsPwm {
  readonly #base = mkdtempSync(join(tmpdir(), "gaturum-pwm-"));
  readonly folder = join(this.#base, "class");
  readonly line = "fe20c000.pwm/0";
  readonly #chip = join(this.folder, "pwmchip2");
  readonly #kernel: Kernel;

  constructor(kernel: Kernel = "6.1") {
    this.#kernel = kernel;
    const device = join(this.#base, "platform/fe20c000.pwm");
    mkdirSync(device, { recursive: true });
    mkdirSync(this.#chip, { recursive: true });
    symlinkSync(device, join(this.#chip, "device"));
  }

  /** What a program's write comes to. */
  readonly take = (path: string, text: string): void => {
    const name = basename(path);
    if (name === "export") {
      this.#export();
      return;
    }
    const was = this.#state();
    const wanted = { ...was, [name]: text.trim() };
    if (!isWhole(wanted) && (this.#kernel === "6.1" || isWhole(was)))
      throw Object.assign(new Error("EINVAL: invalid argument, write"), { code: "EINVAL" });
    if (wanted.polarity !== was.polarity && was.enable === "1")
      throw Object.assign(new Error("EBUSY: it pulses"), { code: "EBUSY" });
    writeFileSync(path, text);
  };

  #export(): void {
    mkdirSync(join(this.#chip, CHANNEL));
    for (const name of ["enable", "duty_cycle", "period"]) this.write(name, "0");
    this.write("polarity", "normal");
  }

  #state(): State {
    const [enable, duty_cycle, period, polarity] = ["enable", "duty_cycle", "period", "polarity"].map((name) =>
      this.read(name),
    ) as [string, string, string, string];
    return { enable, duty_cycle, period, polarity };
  }

  read(name: string): string {
    return readFileSync(join(this.#chip, CHANNEL, name), "latin1").split("\n")[0] ?? "";
  }

  write(name: string, value: string): void {
    writeFileSync(join(this.#chip, CHANNEL, name), `${value}\n`);
  }

  end(): void {
    rmSync(this.#base, { recursive: true, force: true });
  }
}
