import { FAULT_CAUSES } from "../../device/measure/fault.ts";
import { faulty, type Failed } from "../../device/measure/reading.ts";
import type { DriverContext, OpenPart } from "../catalog.ts";
import type { LineListener } from "../serial/serial-line.ts";

/** Every call that a contract of device/hal may have, beside `close`. */
const CALLS = ["read", "set", "setLevel", "drive", "halt"] as const;
type Call = (...given: unknown[]) => unknown;

/** A mistake in somebody's driver is a fault of its part, and not the end of the lamp. It is told once. */
export class Guard {
  readonly #context: Pick<DriverContext, "part" | "now" | "log">;
  #isTold = false;
  /** A mistake made where nobody waits for an answer: what the part reads, until it hears something without one. */
  #slip: Failed | null = null;

  constructor(context: Pick<DriverContext, "part" | "now" | "log">) {
    this.#context = context;
  }

  part(part: OpenPart): OpenPart {
    const calls = part as unknown as Record<string, Call | undefined>;
    for (const call of CALLS) {
      const own = calls[call];
      if (typeof own === "function") calls[call] = (...given) => this.#answer(call, () => own.apply(part, given));
    }
    return part;
  }

  listener(own: LineListener): LineListener {
    return {
      opened: () => this.#hear(() => own.opened()),
      bytes: (chunk) => this.#hear(() => own.bytes(chunk)),
      lost: (fault) => this.#hear(() => own.lost(fault)),
    };
  }

  #answer(call: (typeof CALLS)[number], ask: () => unknown): unknown {
    if (call === "read" && this.#slip !== null) return this.#slip;
    try {
      const answer = ask();
      if (call === "read" ? isReading(answer) : isResult(answer)) return answer;
      // A promise is no answer, and whether it fails changes nothing any more.
      if (answer instanceof Promise) answer.catch(() => undefined);
      return this.#broken(`gave back ${call === "read" ? "no reading" : `no result of ${call}`}`);
    } catch (mistake) {
      return this.#broken(threw(mistake));
    }
  }

  #hear(tell: () => unknown): void {
    const slipped = (mistake: unknown): void => void (this.#slip = this.#broken(threw(mistake)));
    try {
      const told = tell();
      this.#slip = null;
      if (told instanceof Promise) told.catch(slipped);
    } catch (mistake) {
      slipped(mistake);
    }
  }

  #broken(what: string): Failed {
    const { part, now, log } = this.#context;
    const detail = `its own driver ${what}. Mend the driver.`;
    if (!this.#isTold) log(`${part.name}: ${detail}`);
    this.#isTold = true;
    return faulty(part.name, "broken", now(), detail);
  }
}

const threw = (mistake: unknown): string => `threw: ${String(mistake)}`;

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

/** As `device/measure` has it. Whether a value is one of its contract is the conformance suite's to say. */
function isReading(answer: unknown): boolean {
  if (!isResult(answer) || !Number.isFinite(answer["at"])) return false;
  const value = answer["value"];
  return answer["ok"] === false || (value !== undefined && value !== null && !Number.isNaN(value));
}

function isResult(answer: unknown): answer is Fields {
  if (!isFields(answer)) return false;
  const { ok, fault } = answer;
  if (ok !== false) return ok === true;
  return isFields(fault) && typeof fault["part"] === "string" && isCause(fault["cause"]);
}

const isCause = (cause: unknown): boolean => (FAULT_CAUSES as readonly unknown[]).includes(cause);
