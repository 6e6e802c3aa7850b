/** Messages of the broker that are not acknowledged yet; on version 5 it is told. Our choice: as many as we send. */
export const INBOUND_MAX = 16;

type Pending = { readonly id: number; taken: boolean };

/**
 * The QoS 1 messages of one connection: acknowledged when they are taken, and in the order in which they came (MQTT 5,
 * 4.6). `full` asks the reader to wait; `more` is called when it need not any more.
 */
export class Inbound {
  readonly #acknowledge: (id: number) => void;
  readonly #pending: Pending[] = [];
  #more: (() => void) | null = null;

  constructor(acknowledge: (id: number) => void) {
    this.#acknowledge = acknowledge;
  }

  /** One message came; what is returned lets its PUBACK go, and does nothing when called again. */
  came(id: number): () => void {
    const pending: Pending = { id, taken: false };
    this.#pending.push(pending);
    return () => {
      pending.taken = true;
      this.#next();
    };
  }

  /** Calls `more` when there is room: at once, or later. */
  whenRoom(more: () => void): void {
    if (this.#pending.length < INBOUND_MAX) more();
    else this.#more = more;
  }

  #next(): void {
    for (let [first] = this.#pending; first?.taken === true; [first] = this.#pending) {
      this.#pending.shift();
      this.#acknowledge(first.id);
    }
    const more = this.#more;
    if (more === null || this.#pending.length >= INBOUND_MAX) return;
    this.#more = null;
    more();
  }
}
