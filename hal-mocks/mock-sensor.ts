import type { Sensor } from "../device/hal/sensor.ts";
import type { Fault, FaultCause } from "../device/measure/fault.ts";
import { faulty, valid, type Reading } from "../device/measure/reading.ts";
import type { Instant } from "../device/measure/time.ts";

/** What a mock reads from: the world, or any other source of values. undefined: there has been none yet. */
export type Senses<T> = (now: Instant) => T | undefined;
/**
 * How a part is broken from outside: it says this cause, or `frozen`: it goes on giving, as if fresh, the value that was
 * read last, or the first after a start. A dead PIR and a stuck photocell are frozen; nobody can tell it from a single reading.
 */
export type PartFault = FaultCause | "frozen";

/**
 * A sensor that samples whenever it is read: every reading is of the very moment of the call. All sensor mocks are one of
 * these over a source of their own.
 */
export class MockSensor<T> implements Sensor<T> {
  readonly part: string;
  /** While set, every call reports this fault. The world's own faults come through `brokenBy`. */
  broken: Fault | undefined;
  readonly #senses: Senses<T>;
  readonly #brokenBy: () => PartFault | undefined;
  #last: T | undefined;

  constructor(part: string, senses: Senses<T>, brokenBy: () => PartFault | undefined = () => undefined) {
    this.part = part;
    this.#senses = senses;
    this.#brokenBy = brokenBy;
  }

  read(now: Instant): Reading<T> {
    const fault = this.fault;
    if (fault !== undefined) return { ok: false, fault, at: now };
    if (this.#brokenBy() !== "frozen" || this.#last === undefined) this.#last = this.#senses(now);
    return this.#last === undefined ? faulty(this.part, "starting", now) : valid(this.#last, now);
  }

  /** What is wrong with it now, as it would say it. */
  protected get fault(): Fault | undefined {
    if (this.broken !== undefined) return this.broken;
    const cause = this.#brokenBy();
    return cause === undefined || cause === "frozen" ? undefined : { part: this.part, cause };
  }
}
