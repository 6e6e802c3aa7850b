import type { LampReadings } from "../../device/lamp/readings.ts";
import type { History, Look } from "./histories.ts";
import { LampOracle } from "./oracle.ts";
import type { Words } from "./post.ts";

/** Follows a post with the oracle, and throws where a level is none that table 5a allows. */
export class Judge {
  readonly #oracle: LampOracle;
  readonly #rampMs: number;
  #readings: LampReadings | null = null;
  #words: Words | null = null;
  #allowed: ReadonlySet<number> = new Set();
  #since = 0;
  #levelPct = Number.NaN;

  constructor({ settings }: History) {
    this.#oracle = new LampOracle(settings, 0);
    this.#rampMs = Math.max(settings.rampUpMs, settings.rampDownMs);
  }

  readonly look: Look = ({ readings, levelPct, state, words }, now) => {
    if (readings !== this.#readings || words !== this.#words) this.#oracle.note(readings, now, words);
    this.#words = words;
    this.#readings = readings;
    const allowed = this.#oracle.levels(now);
    if (!equal(allowed, this.#allowed)) this.#since = now;
    this.#allowed = allowed;
    const good = levelPct >= 0 && levelPct <= 100 && (allowed.has(levelPct) || this.#onTheWay(levelPct, now));
    if (!good) {
      const said = `at ${now}: ${levelPct} % by ${state.level.reason}, allowed ${[...allowed].join(", ")}`;
      throw new Error(`${said}\n${JSON.stringify({ readings, state })}`);
    }
    this.#levelPct = levelPct;
  };

  /** A ramp may take its time, and each look must find it nearer to where the table wants it. */
  #onTheWay(levelPct: number, now: number): boolean {
    if (this.#rampMs === 0) return false;
    const [goal] = this.#allowed;
    if (goal === undefined || this.#allowed.size > 1 || this.#since === now) return true;
    return now - this.#since < this.#rampMs && Math.abs(levelPct - goal) <= Math.abs(this.#levelPct - goal);
  }
}

const equal = (a: ReadonlySet<number>, b: ReadonlySet<number>): boolean =>
  a.size === b.size && [...a].every((level) => b.has(level));
