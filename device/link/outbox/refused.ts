import { after, type Instant, type Millis } from "../../measure/time.ts";
import { REFUSED_PAUSE_MS } from "./flow-plan.ts";
import type { Entry } from "./outbox.ts";

/** A record refused so often alone is set aside. */
const REFUSALS_MAX = 3;
/** Topics held at once; a device has not so many that it may not publish to. */
const TOPICS_MAX = 64;
/** MQTT 5 reasons that are no fault of a record: "not authorised", a slip in an access list, and "quota exceeded". */
const OF_TOPIC: readonly (number | null)[] = [0x87, 0x97];

/** Entries that go in one packet; `refusals`: how often they were refused, alone. */
export type Parcel = { readonly entries: readonly Entry[]; readonly refusals: number };

/** "Not authorised": someone at the broker must mend its access list. */
export const isUnauthorised = (code: number | null): boolean => code === 0x87;
export const isOfTopic = (code: number | null): boolean => OF_TOPIC.includes(code);

/** What a broker refused during this connection: halved until it is seen which record is at fault. */
export class Refused {
  readonly #held = new Map<string, Instant>();
  #again: (Parcel & { readonly notBefore: Instant })[] = [];

  /** The first one may go at this moment; null: there is none. */
  get nextAt(): Instant | null {
    return this.#again.reduce<Instant | null>(
      (first, { notBefore }) => (first === null || notBefore < first ? notBefore : first),
      null,
    );
  }

  /** Returns what no broker will take. */
  add({ entries, refusals }: Parcel, now: Instant): readonly Entry[] {
    if (entries.length > 1) {
      const half = Math.ceil(entries.length / 2);
      for (const part of [entries.slice(0, half), entries.slice(half)])
        this.#again.push({ entries: part, refusals: 0, notBefore: now });
      return [];
    }
    if (refusals + 1 >= REFUSALS_MAX) return entries;
    this.#again.push({ entries, refusals: refusals + 1, notBefore: after(now, REFUSED_PAUSE_MS) });
    return [];
  }

  next(now: Instant): Parcel | undefined {
    const index = this.#again.findIndex(({ notBefore }) => notBefore <= now);
    return index === -1 ? undefined : this.#again.splice(index, 1)[0];
  }

  /** Of a parcel that was to go, what is not sent now: it goes next. */
  putBack(entries: readonly Entry[], now: Instant): void {
    if (entries.length > 0) this.#again.unshift({ entries, refusals: 0, notBefore: now });
  }

  hold(topic: string, forMs: Millis, now: Instant): void {
    if (this.#held.size >= TOPICS_MAX) this.#held.clear();
    this.#held.set(topic, after(now, forMs));
  }

  isHeld(topic: string, now: Instant): boolean {
    const until = this.#held.get(topic);
    return until !== undefined && now < until;
  }

  forget(): void {
    this.#again = [];
  }
}
