import type { RangeSensor } from "../../device/hal/range-sensor.ts";
import { faulty, type Failed, type Reading } from "../../device/measure/reading.ts";
import type { Range } from "../../device/measure/samples.ts";
import type { Instant } from "../../device/measure/time.ts";
import type { LineFault } from "../serial/cure.ts";
import { LINE_LIMITS, SerialLine, type LineLimits } from "../serial/serial-line.ts";
import { hear, readingOf, startListening, type Listening } from "./listening.ts";
import type { RangeModel } from "./model.ts";
import type { Counts } from "./parser.ts";

export type RangeLineGiven = {
  /** The part's name in the config. */
  readonly part: string;
  readonly port: string;
  readonly now: () => Instant;
  readonly log: (line: string) => void;
  readonly limits?: LineLimits;
};

/**
 * A range sensor that talks by itself on a serial line; the model says how. A reading's moment is that of the delivery of
 * its bytes, some cycles after they came in.
 */
export class RangeLine implements RangeSensor {
  readonly #model: RangeModel;
  readonly #given: RangeLineGiven;
  readonly #line: SerialLine;
  /** What is known: a line that is heard, or why there is none. */
  #known: Listening | Failed;

  constructor(model: RangeModel, given: RangeLineGiven) {
    this.#model = model;
    this.#given = given;
    this.#known = faulty(given.part, "starting", given.now());
    const listener = {
      opened: () => this.#opened(),
      bytes: (chunk: Uint8Array) => this.#heard(chunk),
      lost: (fault: LineFault) => this.#lost(fault),
    };
    this.#line = new SerialLine(given.port, model.baudRate, listener, given.limits ?? LINE_LIMITS);
  }

  read(now: Instant): Reading<Range> {
    return "ok" in this.#known ? this.#known : readingOf(this.#model, this.#known, now);
  }

  /** What came in since the port was opened; null while it is not open. For a person to look at. */
  get counts(): Counts | null {
    return "ok" in this.#known ? null : this.#known.parser.counts;
  }

  close(): Promise<void> {
    return this.#line.close();
  }

  #opened(): void {
    const now = this.#given.now();
    const before = this.read(now);
    const standing = before.ok ? faulty(this.#given.part, "starting", now) : before;
    const isNews = "ok" in this.#known;
    this.#known = startListening(standing, this.#given.port, now);
    // A line that says nothing is opened anew every few seconds, for ever.
    if (isNews) this.#given.log(`${this.#given.part}: ${this.#given.port} opened`);
  }

  #heard(chunk: Uint8Array): void {
    if (!("ok" in this.#known)) this.#known = hear(this.#model, this.#known, chunk, this.#given.now());
  }

  #lost({ cause, detail }: LineFault): void {
    const same = "ok" in this.#known && this.#known.fault.cause === cause;
    if (same) return;
    this.#known = faulty(this.#given.part, cause, this.#given.now(), detail);
    this.#given.log(`${this.#given.part}: ${detail}`);
  }
}
