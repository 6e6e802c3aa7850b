import { nextSeen, seenAtFirst, type Seen } from "./store.ts";
import type { ToPage, Stage } from "../host/protocol.ts";

export type Listener = (message: ToPage) => void;

/** Hands each message on to whoever draws, none left out: a dot of the fibre is in one frame only. */
export class Feed {
  #seen: Seen | null;
  readonly #listeners = new Set<Listener>();

  constructor(first: Stage | null) {
    this.#seen = first === null ? null : seenAtFirst(first);
  }

  get seen(): Seen | null {
    return this.#seen;
  }

  take(message: ToPage): void {
    if (this.#seen !== null) this.#seen = nextSeen(this.#seen, message);
    else if (message.m === "stage") this.#seen = seenAtFirst(message.stage);
    for (const listener of this.#listeners) listener(message);
  }

  /** Begins with the stage as it is, and gives back how to stop. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.#seen !== null) listener({ m: "stage", stage: this.#seen.stage });
    return () => this.#listeners.delete(listener);
  }
}
