import { after, seconds, type Instant } from "../../measure/time.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import { Timers } from "../timers.ts";
import type { Heard } from "./downlink.ts";

/** A late will is answered at most so often. Our choice: two devices with one identity must not make a storm. */
const REPUBLISH_MS = seconds(10);

type HeardState = Extract<Heard, { heard: "state" }>;
/** The topic of our state holds nothing, or nothing that makes sense. */
const NO_STATE: HeardState = { heard: "state", status: "lost", session: 0, boot: "" };

type OwnStateParts = {
  readonly scheduler: Scheduler;
  /** Publishes that this session is online. */
  readonly publish: () => void;
};

/** Sees to it that the broker holds what is true: a will of an older session comes late, or someone overwrites it. */
export class OwnState {
  readonly #parts: OwnStateParts;
  readonly #timers: Timers<"republish">;
  #heard: HeardState | null = null;
  /** Number of the live session; null: none lives. */
  #live: number | null = null;
  #republishAt: Instant;

  constructor(parts: OwnStateParts) {
    this.#parts = parts;
    this.#timers = new Timers(parts.scheduler);
    this.#republishAt = parts.scheduler.now();
  }

  /** A connection begins: what was heard in an older one says nothing. */
  forget(): void {
    this.#heard = this.#live = null;
  }

  live(session: number): void {
    this.#live = session;
    this.#compare();
  }

  down(): void {
    this.#live = null;
    this.#timers.cancelAll();
  }

  /** null: nothing that makes sense. */
  hear(state: HeardState | null): void {
    this.#heard = state ?? NO_STATE;
    this.#compare();
  }

  #compare(): void {
    const [heard, session] = [this.#heard, this.#live];
    if (heard === null || session === null) return;
    if (heard.status === "online" && heard.session === session) {
      this.#timers.cancel("republish");
      return;
    }
    this.#timers.at("republish", this.#republishAt, () => {
      this.#republishAt = after(this.#parts.scheduler.now(), REPUBLISH_MS);
      this.#parts.publish();
    });
  }
}
