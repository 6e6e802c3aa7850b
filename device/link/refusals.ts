import type { REFUSALS } from "../contract/link-streams.ts";
import type { Report } from "../measure/decision.ts";
import type { Scheduler } from "../measure/scheduler.ts";
import { minutes } from "../measure/time.ts";

type Refusal = (typeof REFUSALS)[number];

/** Counted so long, then told: an attacker must not fill class 0. From the contract. */
export const REFUSALS_MS = minutes(1);
/** Issuers and reasons kept apart in a minute; one more is told as nobody's. Our choice. */
const KINDS_MAX = 16;

/** What the city said and was not obeyed, counted by reason and issuer, one record of each a minute. */
export class Refusals {
  readonly #what: "command" | "settings" | "receipt";
  readonly #scheduler: Scheduler;
  readonly #report: (report: Report) => void;
  readonly #counts = new Map<string, { readonly reason: Refusal; readonly kid: string | null; count: number }>();
  #cancel: (() => void) | null = null;

  constructor(what: "command" | "settings" | "receipt", scheduler: Scheduler, report: (report: Report) => void) {
    this.#what = what;
    this.#scheduler = scheduler;
    this.#report = report;
  }

  /** `kid` null: nobody's we know. Returns how many of these there were since they were told last. */
  count(reason: Refusal, kid: string | null, times = 1): number {
    const known = this.#counts.has(`${reason} ${kid}`) || this.#counts.size < KINDS_MAX ? kid : null;
    const entry = this.#counts.get(`${reason} ${known}`) ?? { reason, kid: known, count: 0 };
    entry.count += times;
    this.#counts.set(`${reason} ${known}`, entry);
    this.#cancel ??= this.#scheduler.after(REFUSALS_MS, () => this.#tell());
    return entry.count;
  }

  close(): void {
    this.#cancel?.();
  }

  #tell(): void {
    this.#cancel = null;
    for (const { reason, kid, count } of this.#counts.values()) {
      const values = { what: this.#what, reason, ...(kid === null ? {} : { kid }), count };
      this.#report({ kind: "event", stream: "refused", class: 0, values });
    }
    this.#counts.clear();
  }
}
