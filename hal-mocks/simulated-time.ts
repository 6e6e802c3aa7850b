import type { Scheduler } from "../device/measure/scheduler.ts";
import { after, type Instant, type Millis } from "../device/measure/time.ts";

type Due = { readonly at: Instant; readonly order: number; readonly run: () => void };

/** Time that stands still until it is moved. What is due runs in order of moment, then of asking. */
export class SimulatedTime implements Scheduler {
  #now: Instant;
  #asked = 0;
  readonly #due: Due[] = [];

  constructor(start: Instant) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  after(wait: Millis, run: () => void): () => void {
    const due: Due = { at: after(this.#now, wait), order: this.#asked++, run };
    const place = this.#due.findIndex((other) => other.at > due.at);
    this.#due.splice(place === -1 ? this.#due.length : place, 0, due);
    return () => {
      const index = this.#due.indexOf(due);
      if (index !== -1) this.#due.splice(index, 1);
    };
  }

  /** The next moment at which something runs; null: nothing waits. */
  get next(): Instant | null {
    return this.#due[0]?.at ?? null;
  }

  /** Moves time on and runs everything due up to and including that moment, new things included. */
  moveTo(moment: Instant): void {
    for (let due = this.#due[0]; due !== undefined && due.at <= moment; due = this.#due[0]) {
      this.#due.shift();
      if (due.at > this.#now) this.#now = due.at;
      due.run();
    }
    if (moment > this.#now) this.#now = moment;
  }
}
