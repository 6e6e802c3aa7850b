import type { Change, Settled } from "./store.ts";

/** Changes that wait for a disk that stalls: 2 MB at 400 bytes each. */
const QUEUE_MAX = 5_000;
/** And no more than that, however long each is: a ledger of commands has 30 KB. From the contract, what is held in memory. */
export const QUEUE_BYTES_MAX = 2 * 1_048_576;

export type Waiting = { readonly change: Change; settled: ((how: Settled) => void) | null };

/** Changes that wait for the disk, the oldest first, bounded in number and in bytes. */
export class Queue {
  #waiting: (Waiting & { readonly bytes: number })[] = [];
  #bytes = 0;

  get length(): number {
    return this.#waiting.length;
  }
  get all(): readonly Waiting[] {
    return this.#waiting;
  }

  /** null: it has no room. */
  add(change: Change, settled: Waiting["settled"]): Waiting | null {
    const bytes = bytesOf(change);
    if (this.#waiting.length >= QUEUE_MAX || this.#bytes + bytes > QUEUE_BYTES_MAX) return null;
    const waiting = { change, settled, bytes };
    this.#bytes += bytes;
    this.#waiting.push(waiting);
    return waiting;
  }

  /** The oldest, at most so many. */
  take(atMost: number): readonly Waiting[] {
    const taken = this.#waiting.splice(0, atMost);
    for (const { bytes } of taken) this.#bytes -= bytes;
    return taken;
  }
}

const bytesOf = ({ records = [], documents = {} }: Change): number =>
  JSON.stringify(records).length + JSON.stringify(documents).length;
