/** Lets so many publishes be on their way at once; the others wait in their order. */
export class PublishWindow {
  #free = 0;
  readonly #waiting: ((settled: () => void) => void)[] = [];

  open(receiveMaximum: number): void {
    this.#free = receiveMaximum;
  }

  run(publish: (settled: () => void) => void): void {
    this.#waiting.push(publish);
    this.#next();
  }

  #next(): void {
    const publish = this.#free > 0 ? this.#waiting.shift() : undefined;
    if (publish === undefined) return;
    this.#free -= 1;
    publish(() => {
      this.#free += 1;
      this.#next();
    });
  }
}
