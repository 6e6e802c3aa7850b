import { Worker } from "node:worker_threads";
import { millis, type Millis } from "../measure/time.ts";
import type { FromWriter, ToWriter, WriterData } from "./slot-writer.ts";

export type WriterListener = {
  answered(message: FromWriter): void;
  /** It died; whatever it was doing is not done. It is started again by itself. */
  died(cause: string): void;
};

/** The worker that reads and writes the slots, started again for ever. It does not keep the process alive. */
export class WriterThread {
  readonly #data: WriterData;
  readonly #listener: WriterListener;
  readonly #backoff: Backoff;
  #worker: Worker | null = null;
  #ended = false;

  constructor(directory: string, listener: WriterListener, backoff: Backoff) {
    this.#data = { directory };
    this.#listener = listener;
    this.#backoff = backoff;
    this.#start();
  }

  /** Of a dead worker nothing comes back but `died`. */
  send(message: ToWriter): void {
    this.#worker?.postMessage(message);
  }

  /** What it was told before is still done. */
  end(): void {
    this.#ended = true;
    this.send({ end: true });
  }

  #start(): void {
    let cause = "ended by itself";
    const worker = new Worker(new URL("./slot-writer.ts", import.meta.url), { workerData: this.#data });
    worker.unref();
    worker.on("message", (message: FromWriter) => {
      this.#listener.answered(message);
    });
    worker.on("error", (error) => {
      cause = String(error);
    });
    worker.on("exit", () => {
      this.#worker = null;
      if (this.#ended) return;
      this.#listener.died(cause);
      this.#backoff.later(() => {
        this.#start();
      });
    });
    this.#worker = worker;
  }
}

/** Waits that double up to a longest, until `reset`. */
export class Backoff {
  readonly #first: Millis;
  readonly #longest: Millis;
  #next: Millis;
  #timer: NodeJS.Timeout | undefined;

  constructor(first: Millis, longest: Millis) {
    this.#first = first;
    this.#longest = longest;
    this.#next = first;
  }

  get waiting(): boolean {
    return this.#timer !== undefined;
  }

  /** Takes the place of what waits already. */
  later(run: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      run();
    }, this.#next);
    this.#timer.unref();
    this.#next = millis(Math.min(this.#next * 2, this.#longest));
  }

  reset(): void {
    this.#next = this.#first;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
