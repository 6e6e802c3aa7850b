import type { Instant, Millis } from "../../measure/time.ts";
import type { Parcel } from "./refused.ts";

/** One publish that has no answer yet. */
export type Sent = {
  readonly topic: string;
  readonly parcel: Parcel;
  readonly isBatch: boolean;
  /** Nothing else is sent beside it, to see whether it is what the broker hangs up at. */
  readonly isProbe: boolean;
  readonly at: Instant;
  /** A connection that ends within it may have ended by this. */
  readonly hangUpMs: Millis;
  /** Something that was sent after it has been acknowledged. */
  isOvertaken: boolean;
};

/** What was published and has no answer yet, in the order in which it was: a broker that chokes has choked on the first. */
export class UnderWay {
  #sent: Sent[] = [];
  #oldestSince: Instant | null = null;

  get count(): number {
    return this.#sent.length;
  }
  get batches(): number {
    return this.#sent.filter(({ isBatch }) => isBatch).length;
  }
  get oldest(): Sent | undefined {
    return this.#sent[0];
  }
  /** Since when nothing older was awaited: on a slow line the second of two long packets begins only then. */
  get oldestSince(): Instant | null {
    return this.#oldestSince;
  }

  add(sent: Sent): void {
    this.#oldestSince ??= sent.at;
    this.#sent.push(sent);
  }

  answered(sent: Sent, now: Instant): void {
    const index = this.#sent.indexOf(sent);
    if (index === -1) return;
    for (const older of this.#sent.slice(0, index)) older.isOvertaken = true;
    this.#sent.splice(index, 1);
    if (index === 0) this.#oldestSince = this.#sent.length === 0 ? null : now;
  }

  clear(): void {
    this.#sent = [];
    this.#oldestSince = null;
  }
}
