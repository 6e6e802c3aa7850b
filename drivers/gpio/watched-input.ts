import type { Result } from "../../device/measure/fault.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import type { Instant } from "../../device/measure/time.ts";
import { KeptLine, type LineGiven } from "./kept-line.ts";
import type { Gpio, InputLine, InputWish } from "./line.ts";
import { count, resumeTally, startTally, type Tally } from "./tally.ts";

/** An input line and what it has done since start; what drivers of contacts and motion sensors are made of. */
export class WatchedInput {
  readonly #kept: KeptLine<InputLine>;
  readonly #now: () => Instant;
  #tally: Tally | null = null;
  /** Edges before this are in the level that the line had when it was opened. */
  #openedAt: Instant;

  constructor(gpio: Gpio, line: string, wish: InputWish, given: LineGiven) {
    this.#now = given.now;
    this.#openedAt = given.now();
    this.#kept = new KeptLine(given, () => this.#open(gpio.openInput(given.part, line, wish)));
  }

  read(now: Instant): Reading<Tally> {
    const polled = this.#kept.ask((line) => line.poll());
    if (!polled.ok) return { ...polled, at: this.#kept.lostAt };
    const { active, edges } = polled.value;
    const since = edges.filter(({ at }) => at > this.#openedAt);
    this.#tally = count(this.#tally ?? startTally(active), { active, edges: since }, this.#now());
    return valid(this.#tally, now);
  }

  close(): Promise<void> {
    this.#kept.close();
    return Promise.resolve();
  }

  #open(opened: Result<InputLine>): Result<InputLine> {
    if (!opened.ok) return opened;
    const polled = opened.value.poll();
    if (!polled.ok) {
      opened.value.close();
      return polled;
    }
    const { active } = polled.value;
    this.#tally = this.#tally === null ? startTally(active) : resumeTally(this.#tally, active);
    this.#openedAt = this.#now();
    return opened;
  }
}
