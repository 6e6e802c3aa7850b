import { after, millis, sooner, type Instant, type Millis } from "./time.ts";

/**
 * Time within one cycle of a decider. Each question that is answered "not yet" is remembered, so that the moments to
 * wake at are exactly those on which the decision rested: no timer can be forgotten.
 */
export class Moments {
  readonly now: Instant;
  #next: Instant | null = null;

  constructor(now: Instant) {
    this.now = now;
  }

  passed(since: Instant, wait: Millis = NO_WAIT): boolean {
    const due = after(since, wait);
    if (this.now >= due) return true;
    this.#next = sooner(this.#next, due);
    return false;
  }

  /** The earliest moment at which an answer given so far would be another one; null: none. */
  get next(): Instant | null {
    return this.#next;
  }
}

const NO_WAIT = millis(0);
