import { z } from "zod";
import { after, minutes } from "../../measure/time.ts";
import type { Json } from "../../measure/decision.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import { Timers } from "../timers.ts";

/**
 * A city that gives receipts says so by its lease, three times in two minutes, and its receivers come back within 30 s. A
 * broker that has heard no such word for so long speaks for itself, until the next connection. Our choice.
 */
export const HOST_MS = minutes(5);
const schema = z.object({ receipts: z.boolean() });

/** Whether the city gives receipts, by the document that is kept of it; null: it never said. */
const receiptsIn = (host: Json | undefined): boolean | null => schema.safeParse(host).data?.receipts ?? null;

/** The same, read anew only where the document is another one: it is asked for at each answer of the store. */
export class KeptWord {
  #host: Json | undefined;
  #receipts: boolean | null = null;

  receiptsIn(host: Json | undefined): boolean | null {
    if (host !== this.#host) [this.#host, this.#receipts] = [host, receiptsIn(host)];
    return this.#receipts;
  }
}

/** What this connection hears of the city: the broker of a first one may not have heard of it yet. */
export class HostWord {
  /** Nobody said within {@link HOST_MS} that there are receipts. */
  isUnsaid = false;
  #receipts: boolean | null;
  readonly #scheduler: Scheduler;
  readonly #timers: Timers<"unsaid">;
  readonly #letGo: () => void;

  /** `letGo` is called when no receipt is to come for what a broker has acknowledged. */
  constructor(found: Json | undefined, scheduler: Scheduler, letGo: () => void) {
    this.#receipts = receiptsIn(found);
    this.#scheduler = scheduler;
    this.#timers = new Timers(scheduler);
    this.#letGo = letGo;
  }

  connected(): void {
    if (this.#receipts === true) return;
    this.#timers.at("unsaid", after(this.#scheduler.now(), HOST_MS), () => {
      this.isUnsaid = true;
      this.#letGo();
    });
  }

  disconnected(): void {
    this.#timers.cancelAll();
    this.isUnsaid = false;
  }

  /** Returns whether it is another word than before. One that takes it back may be a mistake of somebody, and soon mended. */
  said(receipts: boolean): boolean {
    if (receipts === this.#receipts) return false;
    this.#receipts = receipts;
    this.disconnected();
    this.connected();
    return true;
  }
}
