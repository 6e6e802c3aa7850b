import type { FromControl, LinkEnd, Moment } from "../../channel/messages.ts";
import type { Instant } from "../../measure/time.ts";
import { epochMs, millis } from "../../measure/time.ts";
import type { Report } from "../../measure/decision.ts";
import type { NeighbourCall } from "../../measure/neighbour.ts";
import type { Draft, Outbox } from "./outbox.ts";
import { draftOf, type Boot } from "./records.ts";
import type { Seldom } from "../seldom.ts";

type Told = Omit<Extract<FromControl, { m: "report" }>, "m" | "n">;
const FLAGS = ["simulated", "observing"] as const;
type IntakeParts = {
  readonly control: LinkEnd;
  readonly outbox: Outbox;
  readonly boot: Boot;
  readonly trouble: Seldom;
  /** Control said hello; `anew`: it is another run than the one before. */
  readonly onRun: (run: string, anew: boolean) => void;
  /** Someone moves here, and the neighbours are to hear of it now. */
  readonly onCall: (call: NeighbourCall) => void;
  /** A record is stored. */
  readonly onStored: (record: Draft) => void;
};

/** Takes reports from control: checks, stores, and only then says so. Control sends again what it has not heard of. */
export class Intake {
  /** Reports that fit no stream: dropped, counted and told, for control would send them for ever. */
  invalid = 0;
  /** When control last told the time. */
  moment: Moment | null = null;
  readonly #parts: IntakeParts;
  #run = "";
  #lastNumber = 0;
  #storedNumber = 0;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
    parts.control.onMessage((message) => {
      this.#take(message);
    });
    parts.control.onPeer((present) => {
      if (present) parts.control.send({ m: "hello", v: 1 });
    });
  }

  /** A report of link's own, dated by what control told last; false: control has said nothing yet. */
  own(report: Report, now?: Instant): boolean {
    if (this.moment === null) return false;
    const moment = now === undefined ? this.moment : momentAt(this.moment, now);
    this.#store({ report, moment, simulated: false }, () => undefined);
    return true;
  }

  #take(message: FromControl): void {
    switch (message.m) {
      case "hello":
        this.#greet(message.run);
        return;
      case "report":
        this.#report(message);
        return;
      case "call":
        this.#parts.onCall(message.call);
        return;
      case "alive":
        return;
    }
  }

  #greet(run: string): void {
    const anew = run !== this.#run;
    if (anew) {
      this.#run = run;
      this.#lastNumber = 0;
      this.#storedNumber = 0;
    } else this.#tellStored();
    this.#parts.onRun(run, anew);
  }

  #report(message: Extract<FromControl, { m: "report" }>): void {
    if (message.n <= this.#lastNumber) {
      this.#tellStored();
      return;
    }
    const { n, moment } = message;
    const run = this.#run;
    this.#lastNumber = n;
    if (this.moment === null || moment.at >= this.moment.at) this.moment = moment;
    this.#store(message, () => {
      if (run !== this.#run) return;
      this.#storedNumber = n;
      this.#tellStored();
    });
  }

  #store({ report, moment, simulated, observing }: Told, stored: () => void): void {
    const flags = FLAGS.filter((flag) => ({ simulated, observing: observing === true })[flag]);
    const draft = draftOf(report, moment, flags, this.#parts.boot);
    if (!draft.ok) {
      this.invalid += 1;
      this.#parts.trouble.say("invalid", `dropped a report that fits no stream: ${draft.problems.join("; ")}`);
      stored();
      return;
    }
    this.#parts.outbox.commit(draft.value, () => {
      stored();
      this.#parts.onStored(draft.value);
    });
  }

  #tellStored(): void {
    if (this.#storedNumber > 0) this.#parts.control.send({ m: "stored", run: this.#run, n: this.#storedNumber });
  }
}

/** Quartz drifts by less; by so much the error grows while control says nothing. Datasheets of Raspberry Pi say 50. */
const DRIFT_PPM = 100;

/** The moment told, carried on to now by the clock that both processes share. */
function momentAt(told: Moment, now: Instant): Moment {
  const since = Math.max(0, now - told.at);
  const ts = told.ts === null ? null : epochMs(told.ts + since);
  const error = told.timeErrorMs === null ? null : millis(told.timeErrorMs + Math.ceil((since * DRIFT_PPM) / 1e6));
  return { ...told, at: now, ts, timeErrorMs: error };
}
