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

/** Whether the city gives receipts, as far as it was ever heard: the broker of a first connection may not have heard yet. */
export class HostWord {
  /** null: it never said. */
  #receipts: boolean | null;
  #isUnsaid = false;
  readonly #scheduler: Scheduler;
  readonly #timers: Timers<"unsaid">;
  readonly #letGo: () => void;

  /** `letGo` is called when no receipt is to come for what a broker has acknowledged. */
  constructor(found: Json | undefined, scheduler: Scheduler, letGo: () => void) {
    this.#receipts = schema.safeParse(found).data?.receipts ?? null;
    this.#scheduler = scheduler;
    this.#timers = new Timers(scheduler);
    this.#letGo = letGo;
  }

  get givesReceipts(): boolean {
    return this.#receipts === true;
  }
  /** Whether what a broker acknowledges now is kept for a receipt. */
  get awaitsReceipts(): boolean {
    return this.#receipts ?? !this.#isUnsaid;
  }

  connected(): void {
    if (this.#receipts !== null) return;
    this.#timers.at("unsaid", after(this.#scheduler.now(), HOST_MS), () => {
      this.#isUnsaid = true;
      this.#letGo();
    });
  }

  disconnected(): void {
    this.#timers.cancelAll();
    this.#isUnsaid = false;
  }

  /** Returns whether it is another word than before. */
  said(receipts: boolean): boolean {
    if (receipts === this.#receipts) return false;
    this.#receipts = receipts;
    this.#timers.cancelAll();
    if (!receipts) this.#letGo();
    return true;
  }
}
