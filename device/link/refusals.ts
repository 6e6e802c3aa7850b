import type { REFUSALS } from "../contract/link-streams.ts";
import type { Report } from "../measure/decision.ts";
import type { Scheduler } from "../measure/scheduler.ts";
import { Counted } from "./counted.ts";

type Refusal = (typeof REFUSALS)[number];

/** Issuers and reasons kept apart in a minute; one more is told as nobody's. Our choice. */
const KINDS_MAX = 16;

/** What the city said and was not obeyed, counted by reason and issuer, one record of each a minute. */
export class Refusals {
  readonly #counted: Counted<{ readonly reason: Refusal; readonly kid: string | null }>;

  constructor(what: "command" | "settings" | "receipt", scheduler: Scheduler, report: (report: Report) => void) {
    this.#counted = new Counted(scheduler, ({ reason, kid }, count) => {
      const values = { what, reason, ...(kid === null ? {} : { kid }), count };
      report({ kind: "event", stream: "refused", class: 0, values });
    });
  }

  /** `kid` null: nobody's we know. Returns how many of these there were since they were told last. */
  count(reason: Refusal, kid: string | null, times = 1): number {
    const known = this.#counted.has(`${reason} ${kid}`) || this.#counted.kinds < KINDS_MAX ? kid : null;
    return this.#counted.count(`${reason} ${known}`, { reason, kid: known }, times);
  }

  close(): void {
    this.#counted.close();
  }
}
