import { failed, type Fault, type Result } from "../../device/measure/fault.ts";
import { seconds, type Instant, type Millis } from "../../device/measure/time.ts";

/** From a line that is lost to the next try. Our choice: a chip on a bus that was plugged in again is soon there. */
export const RETRY_MS: Millis = seconds(2);

/** What every part on lines is given beside its settings. */
export type LineGiven = {
  /** The part's name in the config. */
  readonly part: string;
  readonly now: () => Instant;
  readonly log: (line: string) => void;
  readonly retryMs?: Millis;
};

/** A line that is opened again for ever. Opening takes some milliseconds at most, and so it is a timer's, not a cycle's. */
export class KeptLine<Line extends { close(): void }> {
  readonly #given: LineGiven;
  readonly #open: () => Result<Line>;
  #line: Result<Line>;
  #lostAt: Instant;
  #timer: NodeJS.Timeout | undefined;

  constructor(given: LineGiven, open: () => Result<Line>) {
    this.#given = given;
    this.#open = open;
    this.#lostAt = given.now();
    this.#line = open();
    if (!this.#line.ok) this.#wait(this.#line.fault);
  }

  get line(): Result<Line> {
    return this.#line;
  }
  /** Since when there is no line, where there is none. */
  get lostAt(): Instant {
    return this.#lostAt;
  }

  /** Runs something on the line; when it fails, the line is lost. */
  ask<T>(run: (line: Line) => Result<T>): Result<T> {
    if (!this.#line.ok) return this.#line;
    const answer = run(this.#line.value);
    if (!answer.ok) this.#lose(answer.fault);
    return answer;
  }

  close(): void {
    clearTimeout(this.#timer);
    if (this.#line.ok) this.#line.value.close();
  }

  #lose(fault: Fault): void {
    if (this.#line.ok) this.#line.value.close();
    this.#line = failed(fault);
    this.#lostAt = this.#given.now();
    this.#wait(fault);
  }

  #wait(fault: Fault): void {
    this.#given.log(`${fault.part}: ${fault.detail ?? fault.cause}`);
    this.#timer = setTimeout(() => {
      this.#again();
    }, this.#given.retryMs ?? RETRY_MS);
    this.#timer.unref();
  }

  /** A line that was lost for one cause and is refused for another says the newer one. */
  #again(): void {
    const before = this.#line;
    this.#line = this.#open();
    if (this.#line.ok) this.#given.log(`${this.#given.part}: its line is there again`);
    else if (!before.ok && before.fault.detail === this.#line.fault.detail) this.#timer?.refresh();
    else this.#wait(this.#line.fault);
  }
}
