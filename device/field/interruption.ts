import { setTimeout as pause } from "node:timers/promises";
import { Refusal } from "./refusal.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Somebody wants a verb to stop. It then undoes what it has begun, instead of dying in the middle. */
export class Interruption {
  readonly #abort = new AbortController();
  readonly #come = (): void => this.#abort.abort();
  #standing = "Nothing was written.";

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#come);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** As if a signal had come: Ctrl-C at a question is a letter, and no signal. */
  interrupt(): void {
    this.#come();
  }

  /** From here on something stands that is not undone: whoever stops it now is told of it. */
  stands(consequence: string): void {
    this.#standing = consequence;
  }

  /** Throws when somebody wanted it to stop. */
  check(consequence = this.#standing): void {
    if (this.signal.aborted) throw new Refusal(`Interrupted. ${consequence}`);
  }

  /** Until the time is over, or somebody wants it to stop: `check` tells which. */
  async pause(forMs: number): Promise<void> {
    await pause(forMs, undefined, { signal: this.signal }).catch(() => undefined);
  }

  /** From here on a signal ends the process again. */
  end(): void {
    for (const signal of SIGNALS) process.off(signal, this.#come);
  }
}
