import type { Sensor } from "../../device/hal/sensor.ts";
import type { Values } from "../../device/measure/decision.ts";
import type { Instant, Millis } from "../../device/measure/time.ts";
import { requirePins } from "../gpio/pins.ts";
import { BoardHealth } from "./board-health.ts";
import { readBoot } from "./boot.ts";
import { readScheduling, schedulingInWords, type Scheduling } from "./scheduling.ts";
import { openSystemd, type Systemd } from "./systemd.ts";
import type { HardwareWatchdog } from "./watchdog.ts";

/** The name of its watchdog in faults, in what the city sees, and in what the device answers. */
const WATCHDOG_PART = "hardware-watchdog";

/** The section `watchdog` of the config. `device: null`: none is used. */
export type WatchdogSettings = { readonly device: string | null; readonly timeoutMs: Millis };
/** A reading that belongs to the computer and to no role of the device. */
type Source = {
  readonly role: string;
  readonly part: string;
  readonly sensor: Sensor<unknown>;
  readonly maxAgeMs: number;
};

/** What the control process has of Linux beside its parts: who watches it, how this boot began, how the board is. */
export class Computer {
  readonly systemd: Systemd;
  readonly fifo: boolean;
  /** An id of this boot; whether a reset began it, by the watchdog's word or the board's, null: neither can say. */
  readonly bootId: string | null;
  readonly byReset: boolean | null;
  readonly #watchdog: HardwareWatchdog | null;
  readonly #board = new BoardHealth();

  constructor(systemd: Systemd, scheduling: Scheduling, watchdog: HardwareWatchdog | null) {
    const boot = readBoot();
    this.systemd = systemd;
    this.#watchdog = watchdog;
    this.bootId = boot.id;
    this.byReset = watchdog?.didReset === true ? true : boot.byReset;
    this.fifo = scheduling.policy === "FIFO";
  }

  /** Its watchdog, so that a fault of it is told as that of any part; not fed for its timeout, it is `stale`. */
  get sources(): readonly Source[] {
    const sensor = this.#watchdog;
    if (sensor === null) return [];
    return [{ role: WATCHDOG_PART, part: WATCHDOG_PART, sensor, maxAgeMs: sensor.timeoutMs }];
  }

  /** Called once a cycle, while the device may say that it lives. */
  alive(now: Instant): void {
    this.#watchdog?.feed(now);
    this.systemd.alive(now);
  }

  health(): Values {
    return { fifo: this.fifo, ...this.#board.read() };
  }

  /** An ordered end: the machine must not be reset for it. */
  letSleep(): void {
    this.#watchdog?.letSleep();
  }
}

/** Loads what needs the C library only where it is used: a bench start carries none of it. `null`: no watchdog. */
export async function openComputer(
  settings: WatchdogSettings | null,
  now: Instant,
  say: (line: string) => void,
): Promise<Computer> {
  const systemd = await openSystemd(process.env, process.pid, say);
  const scheduling = readScheduling();
  say(schedulingInWords(scheduling));
  // Whoever was given FIFO is to be on time; a desk has memory enough.
  if (scheduling.policy === "FIFO") {
    const { lockProgram, lockInWords } = await import("./program-lock.ts");
    say(lockInWords(lockProgram()));
  }
  const device = settings?.device ?? null;
  if (settings === null || device === null) return new Computer(systemd, scheduling, null);
  requirePins();
  const { HardwareWatchdog } = await import("./watchdog.ts");
  return new Computer(systemd, scheduling, new HardwareWatchdog(WATCHDOG_PART, device, settings.timeoutMs, now));
}
