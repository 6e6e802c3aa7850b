import type { FromControl, LinkEnd, Moment, SettingsId } from "../../channel/messages.ts";
import type { Report } from "../../measure/decision.ts";
import type { NeighbourCall } from "../../measure/neighbour.ts";
import type { Draft, Outbox } from "./outbox.ts";
import { draftOf, type Boot } from "./records.ts";
import type { Seldom } from "../seldom.ts";

type Told = Omit<Extract<FromControl, { m: "report" }>, "m" | "n">;
/** Reports of link's own that wait for a first moment. Our choice: what is found at a start is one or two. */
const EARLY_MAX = 64;
const FLAGS = ["simulated", "observing"] as const;
type IntakeParts = {
  readonly control: LinkEnd;
  readonly outbox: Outbox;
  readonly boot: Boot;
  readonly trouble: Seldom;
  /** Control said hello; `anew`: it is another run than the one before. */
  readonly onRun: (run: string, anew: boolean) => void;
  /** Someone moves here, and the neighbours are to hear of it now. */
  /** Control said hello: which settings of the city it follows; null: its own config. */
  readonly onHello?: (run: string, settings: SettingsId | null) => void;
  readonly onSettings?: (message: Extract<FromControl, { m: "settings-applied" | "settings-refused" }>) => void;
  readonly onGone?: () => void;
  /** Control told the time. */
  readonly onMoment?: () => void;
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
  readonly #early: Report[] = [];
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
      else parts.onGone?.();
    });
  }

  /** A report of link's own, at the moment that control told last; before that it waits for it. */
  own(report: Report): void {
    if (this.moment !== null) this.#store({ report, moment: this.moment, simulated: false }, () => undefined);
    else if (this.#early.length < EARLY_MAX) this.#early.push(report);
  }

  #take(message: FromControl): void {
    switch (message.m) {
      case "hello":
        this.#greet(message.run);
        this.#parts.onHello?.(message.run, message.settings ?? null);
        return;
      case "report":
        this.#report(message);
        return;
      case "call":
        this.#parts.onCall(message.call);
        return;
      case "settings-applied":
      case "settings-refused":
        this.#parts.onSettings?.(message);
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
    this.#parts.onMoment?.();
    for (const early of this.#early.splice(0)) this.own(early);
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
