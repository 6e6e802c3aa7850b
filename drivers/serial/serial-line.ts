import { existsSync } from "node:fs";
import { SerialPort } from "serialport";
import type { Millis } from "../../device/measure/time.ts";
import { millis, seconds } from "../../device/measure/time.ts";
import { openFault, openingHangs, unplugged, type LineFault } from "./cure.ts";

/** What a line tells its driver. Called from the event loop, so it may latch and nothing more. */
export type LineListener = {
  opened(): void;
  bytes(chunk: Uint8Array): void;
  lost(fault: LineFault): void;
};

/** How long a line waits for what. All are our choice. */
export type LineLimits = {
  /** From a failed opening to the next; it doubles each time up to the longest. */
  readonly retryMs: Millis;
  readonly retryLongestMs: Millis;
  /** An opening that takes longer is told of. It is not given up: the kernel does not take it back. */
  readonly openingMs: Millis;
  /**
   * How often an open line that says nothing is looked for at its path. serialport reads on for ever, and tells nothing,
   * when the kernel hangs up while it reads: 1 unplugging in 20 of a sensor that sends every 10 ms.
   */
  readonly lookMs: Millis;
  /** An open line that says nothing for so long is opened anew: some adapters vanish without a word. */
  readonly silentMs: Millis;
};
export const LINE_LIMITS: LineLimits = {
  retryMs: seconds(2),
  retryLongestMs: seconds(30),
  openingMs: seconds(5),
  lookMs: millis(500),
  silentMs: seconds(10),
};

/** Taken at once at most, so that a wrong device that floods the line does not eat a cycle. Seconds of a slow sensor. */
const READ_BYTES_MAX = 4_096;

/**
 * A serial port that is opened again for ever. It never throws and never blocks: opening and reading are the event
 * loop's, and what goes wrong is told as a fault with its cure.
 */
export class SerialLine {
  readonly #path: string;
  readonly #baudRate: number;
  readonly #listener: LineListener;
  readonly #limits: LineLimits;
  #port: SerialPort | null = null;
  #timer: NodeJS.Timeout | undefined;
  #retryMs: Millis;
  #wasOpen = false;
  #heardAt = 0;
  #closed = false;

  constructor(path: string, baudRate: number, listener: LineListener, limits: LineLimits = LINE_LIMITS) {
    this.#path = path;
    this.#baudRate = baudRate;
    this.#listener = listener;
    this.#limits = limits;
    this.#retryMs = limits.retryMs;
    this.#open();
  }

  /** Hands bytes to the kernel; of a port that is not open they are dropped. What became of them is the other end's to say. */
  write(bytes: Uint8Array): void {
    if (this.#port?.isOpen === true) this.#port.write(Buffer.from(bytes));
  }

  /** Ends when the port is let go of; nothing is told any more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const port = this.#port;
    this.#port = null;
    if (port?.isOpen === true) await shut(port);
  }

  #open(): void {
    const port = new SerialPort({
      path: this.#path,
      baudRate: this.#baudRate,
      autoOpen: false,
      highWaterMark: READ_BYTES_MAX,
    });
    this.#port = port;
    port.on("data", (chunk: Uint8Array) => {
      if (this.#port !== port) return;
      this.#heardAt = performance.now();
      this.#listener.bytes(chunk);
    });
    port.on("close", () => {
      if (this.#port === port) this.#lost(unplugged(this.#path));
    });
    port.on("error", (error: Error) => {
      if (this.#port === port) this.#lost(openFault(this.#path, error.message));
    });
    this.#wait(this.#limits.openingMs, () => {
      this.#listener.lost(openingHangs(this.#path));
    });
    port.open((error) => {
      this.#opened(port, error);
    });
  }

  #opened(port: SerialPort, error: Error | null): void {
    if (this.#port !== port) {
      if (error === null) void shut(port);
      return;
    }
    if (error !== null) {
      this.#lost(this.#openingFailed(error));
      return;
    }
    this.#wasOpen = true;
    this.#retryMs = this.#limits.retryMs;
    this.#heardAt = performance.now();
    this.#watch(port);
    this.#listener.opened();
  }

  /** A port that was there and is not any more was unplugged, however long ago. */
  #openingFailed(error: Error): LineFault {
    const fault = openFault(this.#path, error.message);
    return fault.cause === "no-port" && this.#wasOpen ? unplugged(this.#path) : fault;
  }

  #watch(port: SerialPort): void {
    this.#wait(this.#limits.lookMs, () => {
      const silentMs = performance.now() - this.#heardAt;
      if (silentMs >= this.#limits.silentMs) this.#openAnew(port);
      else if (silentMs >= this.#limits.lookMs && !existsSync(this.#path)) this.#lost(unplugged(this.#path));
      else this.#watch(port);
    });
  }

  #openAnew(silent: SerialPort): void {
    this.#port = null;
    void shut(silent).then(() => {
      if (!this.#closed) this.#open();
    });
  }

  #lost(fault: LineFault): void {
    const left = this.#port;
    this.#port = null;
    if (left?.isOpen === true) void shut(left);
    const retryMs = this.#retryMs;
    this.#retryMs = millis(Math.min(retryMs * 2, this.#limits.retryLongestMs));
    this.#wait(retryMs, () => {
      this.#open();
    });
    this.#listener.lost(fault);
  }

  /** One timer at a time: for the opening, the silence or the next try. */
  #wait(wait: Millis, run: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(run, wait);
  }
}

/** A port that cannot be closed is already lost: nothing is left to do about it. */
function shut(port: SerialPort): Promise<void> {
  return new Promise((done) => {
    port.close(() => {
      done();
    });
  });
}
