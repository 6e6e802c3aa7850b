import type { Change, Documents, Settled, Store } from "../../../device/link/store/store.ts";
import { millis } from "../../../device/measure/time.ts";
import type { Scheduler } from "../../../device/measure/scheduler.ts";

/** A store of documents that outlives the link that writes to it: hand `kept` to the next one. */
export class StoreDouble implements Pick<Store, "found" | "commit"> {
  readonly found: Documents;
  how: Settled = "durable";
  commits = 0;
  #kept: Documents;
  readonly #scheduler: Scheduler;

  constructor(scheduler: Scheduler, found: Documents = {}) {
    this.#scheduler = scheduler;
    // As a real one: what it gives back went through JSON.
    this.found = JSON.parse(JSON.stringify(found)) as Documents;
    this.#kept = this.found;
  }

  get kept(): Documents {
    return this.#kept;
  }

  commit({ documents = {} }: Change, settled: (how: Settled) => void): void {
    this.commits += 1;
    const how = this.how;
    this.#scheduler.after(millis(5), () => {
      if (how !== "refused") this.#kept = { ...this.#kept, ...documents };
      settled(how);
    });
  }
}
