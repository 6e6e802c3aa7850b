import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { basename, join } from "node:path";
import { DONE, failed, type FaultCause, type Result } from "../../device/measure/fault.ts";

/** What a channel of the kernel's PWM is asked for. `periodNs` is one pulse and the pause behind it. */
export type PwmWish = { readonly line: string; readonly periodNs: number; readonly inverted: boolean };

/** Puts a word into one of the kernel's files. */
export type WriteFile = (path: string, text: string) => void;

const DIGITS_MAX = 24;

/** One channel under /sys/class/pwm. It goes on pulsing as it was told when this program dies. */
export class PwmLine {
  readonly #part: string;
  readonly #line: string;
  readonly #duty: number;

  private constructor(part: string, line: string, duty: number) {
    this.#part = part;
    this.#line = line;
    this.#duty = duty;
  }

  /** Exports the channel if it is not, and starts it with `dutyNs`. */
  static open(
    folder: string,
    part: string,
    wish: PwmWish,
    dutyNs: number,
    write: WriteFile = writeFileSync,
  ): Result<PwmLine> {
    const { line } = wish;
    const slash = line.lastIndexOf("/");
    const [device, channel] = [line.slice(0, slash), line.slice(slash + 1)];
    try {
      const chips = existsSync(folder) ? readdirSync(folder) : [];
      const chip = chips.find((name) => basename(realpathSync(join(folder, name, "device"))) === device);
      if (chip === undefined) return failed({ part, cause: "no-port", detail: noChip(folder, device) });
      const path = join(folder, chip, `pwm${channel}`);
      if (!existsSync(path)) write(join(folder, chip, "export"), channel);
      const periodNow = readFileSync(join(path, "period"), "latin1").trim();
      for (const [name, value] of startOf(periodNow, wish, dutyNs)) write(join(path, name), `${value}\n`);
      return { ok: true, value: new PwmLine(part, line, openSync(join(path, "duty_cycle"), "r+")) };
    } catch (error) {
      return failed({ part, ...openFault(line, error as NodeJS.ErrnoException) });
    }
  }

  setDuty(dutyNs: number): Result<void> {
    try {
      writeSync(this.#duty, `${dutyNs}\n`, 0);
      return DONE;
    } catch (error) {
      return this.#lost(error as NodeJS.ErrnoException);
    }
  }

  /** Nanoseconds of light in each period, as the kernel has them. */
  duty(): Result<number> {
    try {
      const bytes = Buffer.alloc(DIGITS_MAX);
      const length = readSync(this.#duty, bytes, 0, bytes.length, 0);
      const dutyNs = Number.parseInt(bytes.toString("latin1", 0, length), 10);
      if (dutyNs >= 0) return { ok: true, value: dutyNs };
      return failed({ part: this.#part, cause: "corrupt", detail: `the kernel gives no duty of ${this.#line}.` });
    } catch (error) {
      return this.#lost(error as NodeJS.ErrnoException);
    }
  }

  close(): void {
    closeSync(this.#duty);
  }

  #lost({ code }: NodeJS.ErrnoException): Result<never> {
    const detail = `the PWM chip of ${this.#line} went away (${code ?? "?"}). It is used again as soon as it is back.`;
    return failed({ part: this.#part, cause: "disconnected", detail });
  }
}

/**
 * What is written to start it, in this order. The kernel refuses a period shorter than the pulse, another polarity while it
 * pulses, and an old one (6.1) whatever leaves the period at 0, as it is of a channel that nobody has used since the boot.
 */
function startOf(periodNow: string, { periodNs, inverted }: PwmWish, dutyNs: number): readonly Write[] {
  const stop: readonly Write[] = [
    ["enable", 0],
    ["duty_cycle", 0],
  ];
  return [
    ...(periodNow === "0" ? [] : stop),
    ["period", periodNs],
    ["polarity", inverted ? "inversed" : "normal"],
    ["duty_cycle", dutyNs],
    ["enable", 1],
  ];
}
type Write = readonly [file: string, value: string | number];

const noChip = (folder: string, device: string): string =>
  `there is no PWM chip ${device}: enable it (on a Raspberry Pi: dtoverlay=pwm in config.txt, then restart), or name ` +
  `one of ls -l ${folder}.`;

function openFault(line: string, { code = "", message }: NodeJS.ErrnoException): { cause: FaultCause; detail: string } {
  switch (code) {
    case "EACCES":
    case "EPERM":
      return { cause: "no-permission", detail: `no permission on the PWM of ${line}: add the user to the group gpio.` };
    case "EBUSY":
      return { cause: "port-busy", detail: `the PWM channel ${line} is used by the kernel itself, such as for a fan.` };
    case "ENODEV":
      return { cause: "no-port", detail: `the PWM chip of ${line} has no such channel.` };
    default:
      return { cause: "broken", detail: `the PWM channel ${line} refuses (${message}): check its frequency.` };
  }
}
