import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CHANNEL = "pwm0";

/** A folder with the files of one PWM chip, as the kernel shows them under /sys/class/pwm, its channel exported. */
export class SysfsPwm {
  readonly #base = mkdtempSync(join(tmpdir(), "gaturum-pwm-"));
  readonly folder = join(this.#base, "class");
  readonly line = "fe20c000.pwm/0";
  readonly #chip = join(this.folder, "pwmchip2");

  constructor() {
    const device = join(this.#base, "platform/fe20c000.pwm");
    mkdirSync(device, { recursive: true });
    mkdirSync(join(this.#chip, CHANNEL), { recursive: true });
    symlinkSync(device, join(this.#chip, "device"));
    for (const name of ["enable", "duty_cycle", "period"]) this.write(name, "0");
    this.write("polarity", "normal");
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
