import { after, minutes, type Instant, type Millis } from "../measure/time.ts";

/** How often the same trouble is told. Our choice: a log that can be read, and a card that is not written full. */
const SELDOM_MS: Millis = minutes(1);
/** Kinds of trouble kept apart; one more shares the last place. */
const KEYS_MAX = 32;

/** Says a line at most once a minute for each key, and how often it was left out in between. */
export class Seldom {
  readonly #say: (line: string) => void;
  readonly #now: () => Instant;
  readonly #keys = new Map<string, { next: Instant; left: number }>();

  constructor(say: (line: string) => void, now: () => Instant) {
    this.#say = say;
    this.#now = now;
  }

  say(key: string, line: string): void {
    const kept = this.#keys.has(key) || this.#keys.size < KEYS_MAX ? key : "more";
    const now = this.#now();
    const entry = this.#keys.get(kept);
    if (entry !== undefined && now < entry.next) {
      entry.left += 1;
      return;
    }
    const left = entry?.left ?? 0;
    this.#keys.set(kept, { next: after(now, SELDOM_MS), left: 0 });
    this.#say(left === 0 ? line : `${line} (and ${left} times more before this)`);
  }
}
