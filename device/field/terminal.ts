import { createInterface, type Interface } from "node:readline/promises";
import type { Interruption } from "./interruption.ts";
import { Refusal } from "./refusal.ts";

/** Wrong answers to one question. Our choice: who has missed five times needs the page, and no sixth try. */
const ANSWERS_MAX = 5;
/** Lines kept that were typed before they were asked for. Our choice: no verb asks so much; what is beyond is dropped. */
const TYPED_AHEAD_MAX = 64;

/** Someone sits there who can answer. */
export const canAsk = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

export type Question = {
  readonly text: string;
  /** Taken for an empty answer; null: one must be given. */
  readonly usual: string | null;
  /** What is wrong with an answer, and what to write instead; null: it is taken. */
  readonly wrong: (answer: string) => string | null;
};

/** Asks on stderr, so that stdout has the outcome alone. */
export class Terminal {
  readonly #reader: Interface;
  readonly #interruption: Interruption;
  readonly #typedAhead: string[] = [];

  /** `sight`: each answer tells what someone sees now, so what was typed before its question is none. */
  constructor(interruption: Interruption, answers: "sight" | "known" = "known") {
    this.#interruption = interruption;
    this.#reader = createInterface({ input: process.stdin, output: process.stderr });
    this.#reader.on("line", (line) => {
      if (answers === "known" && this.#typedAhead.length < TYPED_AHEAD_MAX) this.#typedAhead.push(line);
    });
    // Ctrl-C and Ctrl-D: nobody will answer any more.
    this.#reader.on("close", () => interruption.interrupt());
  }

  close(): void {
    this.#reader.removeAllListeners("close");
    this.#reader.close();
  }

  say(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  /** Until the answer is right; a wrong one is told, and asked for again. */
  async ask({ text, usual, wrong }: Question): Promise<string> {
    for (let left = ANSWERS_MAX; left > 0; left -= 1) {
      const answer = (await this.#line(usual === null || usual === "" ? `${text}: ` : `${text} [${usual}]: `)) || usual;
      const problem = answer === null ? "An answer is needed." : wrong(answer);
      if (answer !== null && problem === null) return answer;
      this.say(`  ${problem ?? ""}`);
    }
    throw new Refusal(`${ANSWERS_MAX} answers that cannot be taken. Nothing was written; see docs/install.md.`);
  }

  /** Anything but `yes` is a no. */
  async isSure(text: string): Promise<boolean> {
    return (await this.#line(`${text} Type yes: `)) === "yes";
  }

  async #line(text: string): Promise<string> {
    this.#interruption.check();
    const typed = this.#typedAhead.shift();
    if (typed !== undefined) {
      this.say(`${text}${typed}`);
      return typed.trim();
    }
    try {
      return (await this.#reader.question(text, { signal: this.#interruption.signal })).trim();
    } catch (cause) {
      if (this.#interruption.signal.aborted) process.stderr.write("\n");
      this.#interruption.check();
      throw cause;
    }
  }
}
