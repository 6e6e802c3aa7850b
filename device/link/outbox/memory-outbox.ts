import type { RecordClass } from "../../measure/decision.ts";
import { hours, type Instant, type Millis } from "../../measure/time.ts";
import type { Draft, Entry, Outbox, OutboxCounts } from "./outbox.ts";

/**
 * Entries of each class that memory may hold: our choice, about 5 MB at 400 bytes each. A lamp post makes 13 records of
 * class 2 and 12 of class 1 an hour, so this is two weeks of it.
 */
export const QUOTA: Readonly<Record<RecordClass, number>> = { 0: 2_000, 1: 4_000, 2: 6_000 };
/** What is older says nothing any more; only class 0 is kept for as long as there is room. Our choice. */
export const AGE_MAX_MS: Readonly<Record<RecordClass, Millis>> = {
  0: hours(24 * 90),
  1: hours(24 * 30),
  2: hours(24 * 7),
};
/** A record refused so often is set aside. */
export const REFUSALS_MAX = 3;

const CLASSES: readonly RecordClass[] = [0, 1, 2];
const UTF_8 = new TextEncoder();

/** Bounded and in memory: what it holds is gone when link ends. The interface is that of the durable one. */
export class MemoryOutbox implements Outbox {
  readonly #quota: Readonly<Record<RecordClass, number>>;
  readonly #live = [new Queue(), new Queue(), new Queue()] as const;
  readonly #backlog = [new Queue(), new Queue(), new Queue()] as const;
  readonly #taken = new Map<number, Entry>();
  readonly #lastSeq: [number, number, number] = [0, 0, 0];
  readonly #lost: [number, number, number] = [0, 0, 0];
  #lostTotal = 0;
  #lastId = 0;
  #since: Instant | null = null;

  constructor(quota = QUOTA) {
    this.#quota = quota;
  }

  commit(draft: Draft, committed: () => void): void {
    const { v, boot, bootCount, class: of, ...rest } = draft;
    const seq = (this.#lastSeq[of] += 1);
    const json = JSON.stringify({ v, boot, bootCount, class: of, seq, ...rest });
    const { stream, uptimeMs } = rest;
    const entry: Entry = { id: ++this.#lastId, stream, class: of, uptimeMs, json, refusals: 0 };
    const live = this.#since !== null && uptimeMs >= this.#since;
    (live ? this.#live : this.#backlog)[of].push(entry);
    this.#makeRoom(of);
    committed();
  }

  begin(since: Instant): void {
    this.release();
    this.#since = since;
    for (const of of CLASSES) {
      const entries = this.#backlog[of].drain();
      this.#backlog[of].refill(entries.filter(({ uptimeMs }) => uptimeMs < since));
      this.#live[of].refill(entries.filter(({ uptimeMs }) => uptimeMs >= since));
    }
  }

  release(): void {
    this.#since = null;
    for (const of of CLASSES) {
      const taken = [...this.#taken.values()].filter((entry) => entry.class === of);
      this.#backlog[of].refill([...taken, ...this.#live[of].drain()]);
    }
    this.#taken.clear();
  }

  takeLive(): Entry | null {
    for (const of of CLASSES) {
      const entry = this.#live[of].shift();
      if (entry !== undefined) return this.#take(entry);
    }
    return null;
  }

  takeBacklog(recordsMax: number, bytesMax: number): readonly Entry[] {
    const batch: Entry[] = [];
    let bytes = 0;
    for (const of of CLASSES) {
      for (let entry = this.#backlog[of].first(); entry !== undefined; entry = this.#backlog[of].first()) {
        bytes += UTF_8.encode(entry.json).length + 1;
        const alone = entry.refusals > 0 || batch.some(({ refusals }) => refusals > 0);
        if (batch.length > 0 && (alone || batch.length >= recordsMax || bytes > bytesMax)) return batch;
        this.#backlog[of].shift();
        batch.push(this.#take(entry));
      }
    }
    return batch;
  }

  remove(entries: readonly Entry[]): void {
    for (const { id } of entries) this.#taken.delete(id);
  }

  giveBack(entries: readonly Entry[], counts: boolean): void {
    for (const of of CLASSES) {
      const back = entries.filter((entry) => entry.class === of && this.#taken.delete(entry.id));
      const kept: Entry[] = [];
      for (const entry of back) {
        const refusals = entry.refusals + (counts ? 1 : 0);
        if (refusals >= REFUSALS_MAX) this.#lose(of);
        else kept.push({ ...entry, refusals });
      }
      this.#backlog[of].refill(kept);
    }
  }

  prune(now: Instant): number {
    const before = this.#lostTotal;
    for (const of of CLASSES) {
      for (const queue of [this.#backlog[of], this.#live[of]]) {
        for (let oldest = queue.first(); oldest !== undefined; oldest = queue.first()) {
          if (now - oldest.uptimeMs <= AGE_MAX_MS[of]) break;
          queue.shift();
          this.#lose(of);
        }
      }
    }
    return this.#lostTotal - before;
  }

  counts(): OutboxCounts {
    const unsent = [...this.#live, ...this.#backlog].reduce((sum, { length }) => sum + length, 0);
    return { unsent, taken: this.#taken.size, lost: this.#lostTotal };
  }

  takeLost(): readonly [number, number, number] {
    const lost = [...this.#lost] as const;
    this.#lost.fill(0);
    return lost;
  }

  #take(entry: Entry): Entry {
    this.#taken.set(entry.id, entry);
    return entry;
  }

  /** The oldest of its own class goes; what is on its way cannot be called back and does not count. */
  #makeRoom(of: RecordClass): void {
    if (this.#live[of].length + this.#backlog[of].length <= this.#quota[of]) return;
    if (this.#backlog[of].shift() === undefined) this.#live[of].shift();
    this.#lose(of);
  }

  #lose(of: RecordClass): void {
    this.#lost[of] += 1;
    this.#lostTotal += 1;
  }
}

/** First in, first out, without moving the rest at each `shift`. */
class Queue {
  #entries: Entry[] = [];
  #head = 0;

  get length(): number {
    return this.#entries.length - this.#head;
  }

  push(entry: Entry): void {
    this.#entries.push(entry);
  }

  first(): Entry | undefined {
    return this.#entries[this.#head];
  }

  shift(): Entry | undefined {
    const entry = this.#entries[this.#head];
    if (entry === undefined) return undefined;
    this.#head += 1;
    if (this.#head * 2 > this.#entries.length) this.#entries = this.drain();
    return entry;
  }

  drain(): Entry[] {
    const rest = this.#entries.slice(this.#head);
    this.#entries = [];
    this.#head = 0;
    return rest;
  }

  /** Takes entries back into their old order. */
  refill(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    this.#entries = [...this.drain(), ...entries].sort((one, other) => one.id - other.id);
  }
}
