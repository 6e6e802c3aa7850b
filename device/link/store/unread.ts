import { elapsed, hours, millis, seconds, type Instant, type Millis } from "../../measure/time.ts";
import type { DiskFault } from "./cabinet.ts";
import type { Shelved } from "./row.ts";

/** A row that the disk did not read is asked for again after so long, doubled each time up to the longest. Our choice. */
export const AGAIN_MS = seconds(30);
const AGAIN_LONGEST_MS = hours(1);
/** So many failures, others being read between them: not the card is at fault but a place on it. 3 h in all. Our choice. */
export const FAILURES_MAX = 10;

type Failure = { readonly times: number; readonly at: Instant };

/**
 * Rows that the disk did not read when it was asked. A card that does not answer for a moment has lost nothing: the row
 * stays, and is asked for again. One failure in an ask is enough, for each may take seconds.
 */
export class Unread {
  readonly #failures = new Map<Shelved, Failure>();
  #now: Instant;
  #hasFailed = false;
  /** When the disk last read any row. */
  #readAt: Instant | null = null;
  #fault: DiskFault | null = null;

  constructor(now: Instant) {
    this.#now = now;
  }

  /** null: no row waits to be read again. */
  get fault(): DiskFault | null {
    return this.#failures.size === 0 ? null : this.#fault;
  }

  /** The clerk is asked something. */
  begin(now: Instant): void {
    this.#now = now;
    this.#hasFailed = false;
  }

  isDue(row: Shelved): boolean {
    const failure = this.#failures.get(row);
    return !this.#hasFailed && (failure === undefined || elapsed(failure.at, this.#now) >= againMs(failure));
  }

  isRead(row: Shelved): void {
    this.#failures.delete(row);
    this.#readAt = this.#now;
  }

  /** Returns whether the disk will never read it. */
  failed(row: Shelved, fault: DiskFault): boolean {
    const before = this.#failures.get(row);
    const othersAreRead = before !== undefined && this.#readAt !== null && this.#readAt > before.at;
    const times = (before?.times ?? 1) + (othersAreRead ? 1 : 0);
    this.#failures.set(row, { times, at: this.#now });
    this.#fault = fault;
    this.#hasFailed = true;
    return times >= FAILURES_MAX;
  }

  forget(row: Shelved): void {
    this.#failures.delete(row);
  }
}

const againMs = ({ times }: Failure): Millis => millis(Math.min(AGAIN_LONGEST_MS, AGAIN_MS * 2 ** (times - 1)));
