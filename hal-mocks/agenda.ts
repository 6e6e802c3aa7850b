import type { Instant } from "../device/measure/time.ts";

type Entry = {
  readonly at: Instant;
  readonly order: number;
  readonly run: (at: Instant) => void;
  readonly of: unknown;
};

/** What is going to happen in the world, in order of moment, then of being written down. A binary heap. */
export class Agenda {
  readonly #heap: Entry[] = [];
  #orders = 0;

  get next(): Instant | null {
    return this.#heap[0]?.at ?? null;
  }

  /** `of`: whose it is, for `drop`. */
  add(at: Instant, run: (at: Instant) => void, of: unknown = null): void {
    const heap = this.#heap;
    const entry = { at, order: this.#orders++, run, of };
    let child = heap.length;
    heap.push(entry);
    while (child > 0) {
      const parent = (child - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || sooner(above, entry)) break;
      heap[child] = above;
      child = parent;
    }
    heap[child] = entry;
  }

  /** Strikes out what is of these. */
  drop(isOf: (of: unknown) => boolean): void {
    const left = this.#heap.filter(({ of }) => !isOf(of)).sort((a, b) => (sooner(a, b) ? -1 : 1));
    this.#heap.splice(0, this.#heap.length, ...left);
  }

  /** Takes the first entry at or before the moment; null when there is none. */
  take(until: Instant): Entry | null {
    const [first] = this.#heap;
    if (first === undefined || first.at > until) return null;
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    return first;
  }

  #sink(entry: Entry): void {
    const heap = this.#heap;
    let parent = 0;
    for (;;) {
      const left = heap[2 * parent + 1];
      const right = heap[2 * parent + 2];
      const useRight = left !== undefined && right !== undefined && sooner(right, left);
      const child = useRight ? right : left;
      if (child === undefined || sooner(entry, child)) break;
      heap[parent] = child;
      parent = 2 * parent + (useRight ? 2 : 1);
    }
    heap[parent] = entry;
  }
}

const sooner = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
