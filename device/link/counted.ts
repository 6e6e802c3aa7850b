import type { Scheduler } from "../measure/scheduler.ts";
import { minutes } from "../measure/time.ts";

/** Counted so long, then told: an attacker, or a mistake of ours, must not fill class 0. From the contract. */
export const COUNTED_MS = minutes(1);

/** Counts what may come often, and tells each kind of it once a minute. The kinds are few: who counts sees to that. */
export class Counted<Kind> {
  readonly #scheduler: Scheduler;
  readonly #tell: (kind: Kind, count: number) => void;
  readonly #counts = new Map<string, { readonly kind: Kind; count: number }>();
  #cancel: (() => void) | null = null;

  constructor(scheduler: Scheduler, tell: (kind: Kind, count: number) => void) {
    this.#scheduler = scheduler;
    this.#tell = tell;
  }

  get kinds(): number {
    return this.#counts.size;
  }
  has(key: string): boolean {
    return this.#counts.has(key);
  }

  /** Returns how many of these there were since they were told last. */
  count(key: string, kind: Kind, times = 1): number {
    const entry = this.#counts.get(key) ?? { kind, count: 0 };
    entry.count += times;
    this.#counts.set(key, entry);
    this.#cancel ??= this.#scheduler.after(COUNTED_MS, () => this.#tellAll());
    return entry.count;
  }

  /** What was counted is told now, while there is a store to take it. */
  close(): void {
    this.#cancel?.();
    this.#tellAll();
  }

  #tellAll(): void {
    this.#cancel = null;
    const told = [...this.#counts.values()];
    this.#counts.clear();
    for (const { kind, count } of told) this.#tell(kind, count);
  }
}
