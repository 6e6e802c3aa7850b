import type { Values } from "../../measure/decision.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import { after, minutes, seconds, type Millis } from "../../measure/time.ts";
import { lookedText } from "../../update/looked.ts";
import type { FetchTrouble } from "../own-reports.ts";
import { plain } from "../session/close-cause.ts";
import { Timers } from "../timers.ts";
import type { LookResult } from "./look-around.ts";
import { firstLookMs, nextLookMs } from "./look-times.ts";
import type { LookOnce } from "./look-thread.ts";
import { toldIn, untoldIn } from "./untold.ts";

export type UpdatesParts = {
  readonly scheduler: Scheduler;
  readonly device: string;
  /** null: the config names no `city.updates`. */
  readonly look: LookOnce | null;
  /** Root's word of what became of updates; null: there is none. It may reject. */
  readonly outcomes: () => Promise<string | null>;
  /** What link's store kept: which outcome was told last. */
  readonly before: unknown;
  /** One record, stored together with the number of the newest outcome that is told. */
  readonly tell: (values: Values, told: number) => void;
  /** Whether the newest look failed; null: it did not, or nobody looks. What the city heard already is not told again. */
  readonly fetches: (trouble: FetchTrouble | null) => void;
  readonly say: (line: string) => void;
};

/** How often it is looked whether an update came in: an update is watched for five. Our choice. */
const OUTCOMES_MS = minutes(1);
/** An update starts link anew, so there is something to tell; control has told the time by then. Our choice. */
const FIRST_OUTCOMES_MS = seconds(2);

/** New programs, as link has to do with them: it fetches what the city publishes, and tells what root made of it. */
export class Updates {
  readonly #parts: UpdatesParts;
  readonly #timers: Timers<"look" | "outcomes">;
  #told: number;
  #failures = 0;
  #endLook: (() => void) | null = null;
  #isOver = false;
  /** The trouble that was said last: it is the same each minute. */
  #said = "";

  constructor(parts: UpdatesParts) {
    this.#parts = parts;
    this.#timers = new Timers(parts.scheduler);
    this.#told = toldIn(parts.before);
    this.#in("outcomes", FIRST_OUTCOMES_MS, () => this.#askOutcomes());
    // What failed under another config is over.
    if (parts.look === null) parts.fetches(null);
    else this.#in("look", firstLookMs(parts.device), () => this.#look());
  }

  stop(): void {
    this.#isOver = true;
    this.#timers.cancelAll();
    this.#endLook?.();
  }

  #look(): void {
    this.#endLook = this.#parts.look?.((result) => this.#looked(result)) ?? null;
  }

  #looked({ looked, text }: LookResult): void {
    this.#endLook = null;
    this.#failures = looked.is === "failed" ? this.#failures + 1 : 0;
    const told = plain(text);
    this.#parts.fetches(looked.is === "failed" ? { cause: looked.cause, text: told } : null);
    const where = text === "" ? "" : `${told}: `;
    if (looked.is !== "same") this.#parts.say(`updates: ${where}${lookedText(looked)}`);
    this.#in("look", nextLookMs(looked, this.#failures), () => this.#look());
  }

  #askOutcomes(): void {
    const heard = (text: string | null): void => {
      if (this.#isOver) return;
      if (text !== null) this.#hear(text);
      this.#in("outcomes", OUTCOMES_MS, () => this.#askOutcomes());
    };
    this.#parts.outcomes().then(heard, (cause: unknown) => {
      this.#trouble((cause as Error).message);
      heard(null);
    });
  }

  #hear(text: string): void {
    const untold = untoldIn(text, this.#told);
    if (untold === null) {
      this.#trouble("outcome.json is not what it should be");
      return;
    }
    for (const { n, values } of untold) {
      this.#told = n;
      this.#parts.tell(values, n);
    }
  }

  #trouble(text: string): void {
    if (text !== this.#said) this.#parts.say(`updates: ${text}. The city does not hear what became of them.`);
    this.#said = text;
  }

  #in(name: "look" | "outcomes", wait: Millis, run: () => void): void {
    this.#timers.at(name, after(this.#parts.scheduler.now(), wait), run);
  }
}
