import type { Scheduler } from "../../measure/scheduler.ts";
import { after, elapsed, hours, type Instant } from "../../measure/time.ts";
import { Timers } from "../timers.ts";
import type { Heard } from "./downlink.ts";

/** What speaks for another controller under this id: the broker's own word (MQTT 5), or a state of a boot that is not ours. */
export type SharedSign = "taken-over" | "other-boot";

/** A second life that ends so within this time is told. Our choice: once may be a controller that is being replaced. */
export const AGAIN_MS = hours(1);
/** It is over when a session stood so long: two that share an id throw each other out within minutes. Our choice. */
export const ALONE_MS = hours(1);

type SharedIdParts = {
  readonly scheduler: Scheduler;
  /** Of this start of link. */
  readonly boot: string;
  /** It is so, at most once a life; null: not any more, at most once an hour. */
  readonly tell: (sign: SharedSign | null) => void;
};

/**
 * Notices a second controller with this one's id, such as a card that was copied. The broker throws out whoever was there
 * first. MQTT 5 says so; of 3.1.1 the state speaks that the other one left behind. Session numbers only grow, so that once
 * this boot was live, a state of another boot with one of our numbers or above is no late will of our own. Of two, the
 * one with the lower numbers sees it.
 *
 * A life goes from one session to the next: whatever speaks for it in one life counts once.
 */
export class SharedId {
  readonly #parts: SharedIdParts;
  readonly #timers: Timers<"alone">;
  #firstSession: number | null = null;
  #lives = 0;
  #noticed: { readonly life: number; readonly at: Instant } | null = null;

  constructor(parts: SharedIdParts) {
    this.#parts = parts;
    this.#timers = new Timers(parts.scheduler);
  }

  live(session: number): void {
    this.#firstSession ??= session;
    this.#lives += 1;
    this.#timers.at("alone", after(this.#parts.scheduler.now(), ALONE_MS), () => this.#parts.tell(null));
  }

  down(): void {
    this.#timers.cancelAll();
  }

  /** What the broker holds as this device's state. Whether it is another one's. */
  hear({ boot, session }: Extract<Heard, { heard: "state" }>): boolean {
    const isOther = boot !== this.#parts.boot && this.#firstSession !== null && session >= this.#firstSession;
    if (isOther) this.notice("other-boot");
    return isOther;
  }

  notice(sign: SharedSign): void {
    const was = this.#noticed;
    if (was?.life === this.#lives) return;
    const now = this.#parts.scheduler.now();
    this.#noticed = { life: this.#lives, at: now };
    if (was !== null && elapsed(was.at, now) <= AGAIN_MS) this.#parts.tell(sign);
  }
}
