import { millis, type Millis } from "../measure/time.ts";

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
