/**
 * Sends the newest of something, one message on its way at most: before a reader that is busy nothing piles up. `send`
 * makes the message when it is called, and calls back when it is gone.
 */
export class Newest {
  readonly #send: (gone: () => void) => void;
  #sending = false;
  #changed = false;

  constructor(send: (gone: () => void) => void) {
    this.#send = send;
  }

  changed(): void {
    this.#changed = true;
    if (this.#sending) return;
    this.#changed = false;
    this.#sending = true;
    this.#send(() => {
      this.#sending = false;
      if (this.#changed) this.changed();
    });
  }
}
