import { closeSync, constants, openSync, writeSync } from "node:fs";
import type { Sensor } from "../../device/hal/sensor.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import { after, millis, seconds, type Instant, type Millis } from "../../device/measure/time.ts";
import { ioctl } from "../gpio/libc.ts";
import { errorName } from "../gpio/uapi.ts";
import { openFault, writeFault, type WatchdogFault } from "./watchdog-cure.ts";

/** Our choice: often enough for the shortest timeout of the config (5 s), and little to do. */
const FEED_MS = seconds(1);

/** include/uapi/linux/watchdog.h */
const GET_BOOT_STATUS = 0x8004_5702;
const SET_TIMEOUT = 0xc004_5706;
const GET_TIMEOUT = 0x8004_5707;
const CARD_RESET = 0x20;

/** `timeoutMs`: in force, read back from the kernel. */
export type WatchdogState = { readonly timeoutMs: Millis };
type Opened = { readonly fd: number; readonly state: WatchdogState; readonly didReset: boolean };

/**
 * The computer's own watchdog (/dev/watchdog): it resets the machine when `feed` was not called for its timeout. Opening
 * it starts it; only `letSleep` stops it, so a process that dies leaves it running. What it rests on: README.md.
 * As a sensor, its reading was taken when it was fed last.
 */
export class HardwareWatchdog implements Sensor<WatchdogState> {
  readonly #part: string;
  readonly #fd: number | null = null;
  readonly #state: WatchdogState;
  readonly #didReset: boolean = false;
  #fault: WatchdogFault | null = null;
  #fedAt: Instant;
  #feedAt: Instant;

  constructor(part: string, device: string, timeoutMs: Millis, now: Instant) {
    this.#part = part;
    this.#fedAt = now;
    this.#feedAt = now;
    this.#state = { timeoutMs };
    const opened = open(device, timeoutMs);
    if ("cause" in opened) {
      this.#fault = opened;
      return;
    }
    this.#fd = opened.fd;
    this.#state = opened.state;
    this.#didReset = opened.didReset;
  }

  /** In force, read back from the kernel; as asked for, where it could not be opened. */
  get timeoutMs(): Millis {
    return this.#state.timeoutMs;
  }

  /** Whether this boot began with its reset. A Raspberry Pi's never says so; see `boot.ts`. */
  get didReset(): boolean {
    return this.#didReset;
  }

  read(now: Instant): Reading<WatchdogState> {
    if (this.#fault === null) return valid(this.#state, this.#fedAt);
    return faulty(this.#part, this.#fault.cause, now, this.#fault.detail);
  }

  /** What comes too soon is left out. One write to a character device: it takes microseconds. */
  feed(now: Instant): void {
    if (this.#fd === null || now < this.#feedAt) return;
    this.#feedAt = after(now, FEED_MS);
    try {
      writeSync(this.#fd, "\0");
      this.#fault = null;
      this.#fedAt = now;
    } catch (error) {
      this.#fault = writeFault(codeOf(error));
    }
  }

  /** The magic close: an ordered end must not reset the machine. A kernel built with `nowayout` resets it all the same. */
  letSleep(): void {
    if (this.#fd === null) return;
    try {
      writeSync(this.#fd, "V");
    } finally {
      closeSync(this.#fd);
    }
  }
}

function open(device: string, timeoutMs: Millis): Opened | WatchdogFault {
  let fd: number;
  try {
    fd = openSync(device, constants.O_WRONLY);
  } catch (error) {
    return openFault(device, codeOf(error));
  }
  const seconds = int(Math.ceil(timeoutMs / 1_000));
  // A driver that takes no other timeout keeps its own: what counts is what it says next.
  ioctl(fd, SET_TIMEOUT, seconds);
  const error = ioctl(fd, GET_TIMEOUT, seconds);
  if (error !== 0) {
    closeSync(fd);
    return openFault(device, errorName(error));
  }
  const status = int(0);
  const didReset = ioctl(fd, GET_BOOT_STATUS, status) === 0 && (status.readInt32LE() & CARD_RESET) !== 0;
  return { fd, state: { timeoutMs: millis(seconds.readInt32LE() * 1_000) }, didReset };
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
