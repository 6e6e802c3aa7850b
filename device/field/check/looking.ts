import { SILENT_MS } from "../progress.ts";

/** One line on stderr, on a terminal alone, while something takes longer than two seconds. */
export class Looking {
  readonly #shows: boolean;
  readonly #timer: NodeJS.Timeout;
  #isShown = false;

  constructor(json: boolean) {
    this.#shows = !json && process.stderr.isTTY;
    this.#timer = setTimeout(() => this.say("looking; 10 s at most"), SILENT_MS);
  }

  /** In the place of what it said before. */
  say(line: string): void {
    clearTimeout(this.#timer);
    if (!this.#shows) return;
    this.#isShown = true;
    process.stderr.write(`\r\u001B[K${line}`);
  }

  end(): void {
    clearTimeout(this.#timer);
    if (this.#isShown) process.stderr.write("\r\u001B[K");
    this.#isShown = false;
  }
}
