import type { Scheduler } from "../../device/measure/scheduler.ts";
import { millis, type Millis } from "../../device/measure/time.ts";
import type { Draft } from "../../device/link/outbox/outbox.ts";
import type { Change, Documents, Settled, Store } from "../../device/link/store/store.ts";

/** What is on the disk, power or not. */
export class MemoryDisk {
  documents: Documents = {};
  readonly records: Draft[] = [];
  /** What it does with a change; `durable`: takes it. */
  takes: Settled = "durable";
  latencyMs: Millis = millis(10);
}

/** A store on simulated time: a change is on the disk after its latency, or never where the process died before. */
export class MemoryStore implements Store {
  readonly found: Documents;
  readonly #disk: MemoryDisk;
  readonly #scheduler: Scheduler;
  readonly #onRecord: (record: Draft) => void;
  #dead = false;

  constructor(disk: MemoryDisk, scheduler: Scheduler, onRecord: (record: Draft) => void = () => undefined) {
    this.#disk = disk;
    this.#scheduler = scheduler;
    this.#onRecord = onRecord;
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
      if (how !== "refused") for (const record of sealed.records) this.#onRecord(record);
      settled(how);
    });
  }

  /** As kill -9: what was not on the disk never will be, and nobody hears of it. */
  kill(): void {
    this.#dead = true;
  }
}
