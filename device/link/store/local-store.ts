import type { Scheduler } from "../../measure/scheduler.ts";
import { after, millis, type Instant, type Millis } from "../../measure/time.ts";
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

/** Answers on the scheduler, so never inside an ask. What is asked is done as soon as all before it has been answered. */
export class LocalClerk implements Clerical {
  readonly #clerk: Clerk;
  readonly #scheduler: Scheduler;
  readonly #latencyMs: () => Millis;
  #freeAt: Instant;

  constructor(clerk: Clerk, scheduler: Scheduler, latencyMs: Millis | (() => Millis)) {
    this.#clerk = clerk;
    this.#scheduler = scheduler;
    this.#latencyMs = typeof latencyMs === "number" ? () => latencyMs : latencyMs;
    this.#freeAt = scheduler.now();
  }

  ask(ask: Ask, answered: (answer: Answer) => void): void {
    const now = this.#scheduler.now();
    const wait = millis(Math.max(0, this.#freeAt - now));
    const takes = this.#latencyMs();
    this.#freeAt = after(now, millis(wait + takes));
    if (wait === 0 && takes === 0) {
      const answer = this.#clerk.do(ask, now);
      this.#scheduler.after(millis(0), () => answered(answer));
    } else
      this.#scheduler.after(millis(wait + takes), () => {
        answered(this.#clerk.do(ask, this.#scheduler.now()));
      });
  }
}
