import type { Scheduler } from "../../measure/scheduler.ts";
import { millis, type Millis } from "../../measure/time.ts";
import { Clerk, type Answer, type Ask, type Clerical } from "./clerk.ts";
import { AT_ONCE, Desk, type DeskTimes } from "./desk.ts";
import type { Disk } from "./disk.ts";
import { QUOTA, type Quota } from "./room.ts";

export type LocalParts = {
  readonly scheduler: Scheduler;
  /** 16 hex digits of the caller's, so that the same seed gives the same bytes. */
  readonly boot: string;
  /** null: in memory alone. */
  readonly disk?: Disk | null;
  /** Of this device, where no disk knows of them. */
  readonly startsBefore?: number;
  readonly quota?: Quota;
  readonly times?: DeskTimes;
  /** From an ask to its answer. */
  readonly latencyMs?: Millis | (() => Millis);
};

/** The store with its clerk in this thread, for simulated time: as durable as its disk is, without one not at all. */
export function localStore(parts: LocalParts): Desk {
  const { scheduler, boot, disk = null, quota = QUOTA, startsBefore = 0 } = parts;
  const clerk = new Clerk(disk, boot, quota, scheduler.now(), startsBefore);
  return new Desk(
    new LocalClerk(clerk, scheduler, parts.latencyMs ?? millis(0)),
    clerk.opening,
    scheduler,
    parts.times ?? AT_ONCE,
  );
}

/** Answers on the scheduler, so never inside an ask. One ask after the other; what waits for none takes no time. */
export class LocalClerk implements Clerical {
  readonly #clerk: Clerk;
  readonly #scheduler: Scheduler;
  readonly #latencyMs: () => Millis;
  readonly #asks: { readonly ask: Ask; readonly answered: (answer: Answer) => void }[] = [];
  #busy = false;

  constructor(clerk: Clerk, scheduler: Scheduler, latencyMs: Millis | (() => Millis)) {
    this.#clerk = clerk;
    this.#scheduler = scheduler;
    this.#latencyMs = typeof latencyMs === "number" ? () => latencyMs : latencyMs;
  }

  ask(ask: Ask, answered: (answer: Answer) => void): void {
    this.#asks.push({ ask, answered });
    if (!this.#busy) this.#next();
  }

  #next(): void {
    for (let next = this.#asks.shift(); next !== undefined; next = this.#asks.shift()) {
      const { ask, answered } = next;
      const takes = this.#latencyMs();
      if (takes > 0) {
        this.#busy = true;
        this.#scheduler.after(takes, () => this.#end(ask, answered));
        return;
      }
      const answer = this.#clerk.do(ask, this.#scheduler.now());
      this.#scheduler.after(millis(0), () => answered(answer));
    }
  }

  #end(ask: Ask, answered: (answer: Answer) => void): void {
    answered(this.#clerk.do(ask, this.#scheduler.now()));
    this.#busy = false;
    this.#next();
  }
}
