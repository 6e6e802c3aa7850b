import type { Json } from "../measure/decision.ts";
import type { Scheduler } from "../measure/scheduler.ts";
import { after, seconds } from "../measure/time.ts";
import { alarmsOfRun, nextAlarms, parseAlarms, type Alarms } from "./alarms.ts";
import type { Draft } from "./outbox/outbox.ts";
import type { Store } from "./store/store.ts";
import { Timers } from "./timers.ts";

/** A control that began anew has told of its alarms by then. */
export const ALARMS_SETTLE_MS = seconds(10);

type OpenAlarmsParts = {
  readonly store: Pick<Store, "found" | "commit">;
  readonly scheduler: Scheduler;
  readonly onChange: () => void;
  /** A control that began anew has had time to tell: the list is what holds. */
  readonly onSettled: () => void;
};

/** The alarms that are open, kept over a restart. */
export class OpenAlarms {
  readonly #parts: OpenAlarmsParts;
  readonly #timers: Timers<"settle">;
  #alarms: Alarms;

  constructor(parts: OpenAlarmsParts) {
    this.#parts = parts;
    this.#alarms = parseAlarms(parts.store.found.alarms);
    this.#timers = new Timers(parts.scheduler);
  }

  get now(): Alarms {
    return this.#alarms;
  }

  get refusedTopics(): readonly string[] {
    return this.#alarms.open.flatMap(({ kind, values: { topic } }) =>
      kind === "topic-refused" && typeof topic === "string" ? [topic] : [],
    );
  }

  /** What is to be remembered with this record; undefined: they are as before. */
  note(record: Draft): { readonly alarms: Json } | undefined {
    return this.#set(nextAlarms(this.#alarms, record));
  }

  /** Control said hello; `anew`: alarms of its older runs are over unless it tells them again. */
  greeted(run: string, anew: boolean): void {
    const documents = this.#set(alarmsOfRun(this.#alarms, run));
    if (documents !== undefined) this.#parts.store.commit({ documents }, () => undefined);
    if (!anew) return;
    const settled = after(this.#parts.scheduler.now(), ALARMS_SETTLE_MS);
    this.#timers.at("settle", settled, () => this.#parts.onSettled());
  }

  stop(): void {
    this.#timers.cancelAll();
  }

  #set(alarms: Alarms): { readonly alarms: Json } | undefined {
    if (alarms === this.#alarms) return undefined;
    this.#alarms = alarms;
    this.#parts.onChange();
    return { alarms };
  }
}
