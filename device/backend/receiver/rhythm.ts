/** Does things again and again, none of them while it is still at it. */
export class Rhythm {
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #running = new Set<Promise<void>>();

  /** `act` never rejects. */
  every(periodMs: number, act: () => Promise<void>): void {
    let busy = false;
    const turn = async (): Promise<void> => {
      if (busy) return;
      busy = true;
      const running = act();
      this.#running.add(running);
      await running;
      this.#running.delete(running);
      busy = false;
    };
    this.#timers.push(setInterval(() => void turn(), periodMs));
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#running);
  }
}
