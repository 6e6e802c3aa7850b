import type { Scheduler } from "../../../device/measure/scheduler.ts";
import { millis, type Millis } from "../../../device/measure/time.ts";
import type { Draft } from "../../../device/link/outbox/outbox.ts";
import type { Change, Documents, Settled, Store } from "../../../device/link/store/store.ts";

/** What is on the disk, power or not. */
export class TestDisk {
  documents: Documents = {};
  starts = 0;
  storeLost = false;
  readonly records: Draft[] = [];
  /** What it does with a change; `durable`: takes it. */
  takes: Settled = "durable";
  latencyMs: Millis = millis(10);
}

/** A store on simulated time: a change is on the disk after its latency, or never where the process died before. */
export class TestStore implements Store {
  readonly boot: string;
  readonly bootCount: number;
  readonly storeLost: boolean;
  readonly found: Documents;
  readonly #disk: TestDisk;
  readonly #scheduler: Scheduler;
  #dead = false;

  constructor(disk: TestDisk, scheduler: Scheduler) {
    disk.starts += 1;
    this.#disk = disk;
    this.#scheduler = scheduler;
    this.bootCount = disk.starts;
    this.boot = disk.starts.toString(16).padStart(16, "b");
    this.storeLost = disk.storeLost;
    this.found = structuredClone(disk.documents);
  }

  commit({ records = [], documents = {} }: Change, settled: (how: Settled) => void): void {
    const sealed = structuredClone({ records, documents });
    this.#scheduler.after(this.#disk.latencyMs, () => {
      if (this.#dead) return;
      const how = this.#disk.takes;
      if (how === "durable") {
        this.#disk.documents = { ...this.#disk.documents, ...sealed.documents };
        this.#disk.records.push(...sealed.records);
      }
      settled(how);
    });
  }

  onFault(): void {
    // The disk's faults are what a test makes them.
  }

  close(closed: () => void): void {
    closed();
  }

  /** As kill -9: what was not on the disk never will be, and nobody hears of it. */
  kill(): void {
    this.#dead = true;
  }
}
