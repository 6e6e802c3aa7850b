import type { Moment } from "../../channel/messages.ts";
import type { Json, Report } from "../../measure/decision.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import { elapsed, type Instant } from "../../measure/time.ts";
import { momentNow, wallWithin } from "../heard-time.ts";
import type { Draft } from "../outbox/outbox.ts";
import { draftOf } from "../outbox/records.ts";
import type { Store } from "../store/store.ts";
import { isForgotten } from "./age.ts";
import { entryOf, pruned, readLedger, type Entry, type Ledger } from "./ledger.ts";
import { CLOCK_ERROR_MAX_MS } from "./verdict.ts";

export type BookParts = {
  readonly store: Store;
  readonly scheduler: Scheduler;
  /** When control last told the time. */
  readonly moment: () => Moment | null;
};

/** The ledger in memory, ahead of the one in the store by what is on its way there. */
export class Book {
  readonly #parts: BookParts;
  /** Of each entry how old it was at a moment of this run. */
  readonly #ages = new Map<string, { readonly at: Instant; readonly ageMs: number }>();
  #ledger: Ledger;

  constructor(parts: BookParts) {
    this.#parts = parts;
    this.#ledger = readLedger(parts.store.found.commands, parts.store.storeLost);
    for (const { id } of this.#ledger.entries) this.setAge(id, 0);
    // The next start finds a store that is whole, and must know it too.
    if (this.#ledger.floorless) this.write(this.#ledger, {});
  }

  get ledger(): Ledger {
    return this.#ledger;
  }
  /** Ms since 1970; null: not known well enough to judge a command by it. */
  get wallMs(): number | null {
    const { moment, scheduler } = this.#parts;
    return wallWithin(moment(), CLOCK_ERROR_MAX_MS, scheduler.now());
  }

  entry(id: string): Entry | null {
    return entryOf(this.#ledger, id);
  }

  setAge(id: string, ageMs: number): void {
    this.#ages.set(id, { at: this.#parts.scheduler.now(), ageMs });
  }

  /** At least so long ago it was issued; a clock that is set meanwhile changes nothing. */
  ageMs(id: string): number {
    const age = this.#ages.get(id);
    return age === undefined ? 0 : age.ageMs + elapsed(age.at, this.#parts.scheduler.now());
  }

  /** Nothing is done or answered for it, so it goes to the disk with the next change: a flood must not wear the card. */
  note(ledger: Ledger): void {
    this.#ledger = ledger;
  }

  /** Lets go of what nobody can ask for any more; it goes to the disk with the next change. */
  prune(): void {
    const { wallMs } = this;
    this.#ledger = pruned(this.#ledger, (entry) => isForgotten(entry, this.ageMs(entry.id), wallMs));
    for (const id of this.#ages.keys()) if (this.entry(id) === null) this.#ages.delete(id);
  }

  /** `records`, and then `reports` of now, with the ledger in one transaction. `settled` hears whether it is durable. */
  write(
    ledger: Ledger,
    { reports = [], records = [] }: { readonly reports?: readonly Report[]; readonly records?: readonly Draft[] },
    settled: (durable: boolean) => void = () => undefined,
  ): void {
    this.#ledger = ledger;
    const all = [...records, ...reports.map((report) => this.#draft(report))];
    this.#parts.store.commit({ records: all, documents: { commands: ledger satisfies Json } }, (how) => {
      settled(how === "durable");
    });
  }

  #draft(report: Report): Draft {
    const { moment, scheduler, store } = this.#parts;
    const draft = draftOf(report, momentNow(moment(), scheduler.now()), [], store);
    if (!draft.ok) throw new Error(`a report of link's own fits no stream: ${draft.problems.join("; ")}`);
    return draft.value;
  }
}
