import type { Json, Kept, Memory } from "../../device/measure/decision.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import type { Instant } from "../../device/measure/time.ts";

/** A disk in good health writes within this. */
const WRITE_MS = 20;

/** Control's memory on a disk that a test can stall or spoil. What it says is what `Keep` says. */
export class BinStore {
  stalled = false;
  #disk: { readonly revision: number; readonly text: string } | "rotten" | null = null;
  #reading: Reading<Kept>;
  #open = false;
  #put = 0;
  #next: Memory | null = null;
  #dueAt: number;

  constructor(now: Instant) {
    this.#reading = faulty("keep", "starting", now);
    this.#dueAt = now + WRITE_MS;
  }

  /** When it next has something to say; null: never, as things stand. */
  get dueAt(): number | null {
    const busy = !this.#open || this.#next !== null;
    return busy && !this.stalled ? this.#dueAt : null;
  }

  read(now: Instant): Reading<Kept> {
    if (this.stalled || now < this.#dueAt) return this.#reading;
    if (!this.#open) {
      this.#open = true;
      this.#reading = valid(this.#found(), now);
    } else if (this.#next !== null && this.#reading.ok) {
      this.#disk = { revision: this.#next.revision, text: JSON.stringify(this.#next.value) };
      this.#reading = valid({ ...this.#reading.value, durable: this.#next.revision }, now);
      this.#next = null;
    }
    return this.#reading;
  }

  put(memory: Memory | null, now: Instant): void {
    if (memory === null || memory.revision <= this.#put) return;
    this.#put = memory.revision;
    if (this.#next === null) this.#dueAt = now + WRITE_MS;
    this.#next = memory;
  }

  /** Power is gone and back at `now`; what was not on the disk is lost. */
  restart(now: Instant): void {
    this.#reading = faulty("keep", "starting", now);
    this.#open = false;
    this.#put = 0;
    this.#next = null;
    this.#dueAt = now + WRITE_MS;
  }
  wipe(): void {
    this.#disk = null;
  }
  spoil(): void {
    this.#disk = "rotten";
  }
  holds(revision: number, value: Json): void {
    this.#disk = { revision, text: JSON.stringify(value) };
  }

  #found(): Kept {
    if (this.#disk === null) return { status: "empty", value: null, foundRevision: 0, durable: 0 };
    if (this.#disk === "rotten") return { status: "unreadable", value: null, foundRevision: 0, durable: 0 };
    const { revision, text } = this.#disk;
    return { status: "found", value: JSON.parse(text) as Json, foundRevision: revision, durable: revision };
  }
}
