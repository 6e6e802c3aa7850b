import type { Scheduler } from "../measure/scheduler.ts";
import { millis, type Instant } from "../measure/time.ts";

/** One pending moment for each name; asking again for a name takes its older moment back. */
export class Timers<Name extends string> {
  readonly #scheduler: Scheduler;
  readonly #cancels = new Map<Name, () => void>();

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  at(name: Name, moment: Instant, run: () => void): void {
    this.cancel(name);
    const wait = millis(Math.max(0, moment - this.#scheduler.now()));
    const call = (): void => {
      // Some names are ids of commands, and others come for as long as link runs.
      this.#cancels.delete(name);
      run();
    };
    this.#cancels.set(name, this.#scheduler.after(wait, call));
  }

  cancel(name: Name): void {
    this.#cancels.get(name)?.();
    this.#cancels.delete(name);
  }

  cancelAll(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }
}
