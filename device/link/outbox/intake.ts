import type { FromControl, LinkEnd, Moment } from "../../channel/messages.ts";
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
  /** Stores an answer with what belongs to it; false: it is a record like any other. */
  readonly claim?: (answer: Draft, stored: () => void) => boolean;
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

  /** A report of link's own, at the moment that control told last. */
  own(report: Report): void {
    if (this.moment !== null) this.#store({ report, moment: this.moment, simulated: false }, () => undefined);
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
        this.#hearTime(message.moment);
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
    this.#hearTime(moment);
    this.#store(message, () => {
      if (run !== this.#run) return;
      this.#storedNumber = n;
      this.#tellStored();
    });
  }

  #hearTime(moment: Moment): void {
    if (this.moment === null || moment.at >= this.moment.at) this.moment = moment;
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
    const { claim, outbox, onStored } = this.#parts;
    if (report.kind === "answer" && claim?.(draft.value, stored) === true) return;
    outbox.commit(draft.value, () => {
      stored();
      onStored(draft.value);
    });
  }

  #tellStored(): void {
    if (this.#storedNumber > 0) this.#parts.control.send({ m: "stored", run: this.#run, n: this.#storedNumber });
  }
}
