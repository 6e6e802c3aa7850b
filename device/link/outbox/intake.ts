import type { FromControl, LinkEnd, Moment, SettingsId } from "../../channel/messages.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import { STREAMS } from "../../contract/streams.ts";
import type { RecordClass, Report } from "../../measure/decision.ts";
import type { NeighbourCall } from "../../measure/neighbour.ts";
import { Counted } from "../counted.ts";
import { momentNow } from "../heard-time.ts";
import type { Documents, Store } from "../store/store.ts";
import type { Draft } from "./outbox.ts";
import { draftOf } from "./records.ts";
import type { Seldom } from "../seldom.ts";

type Told = Omit<Extract<FromControl, { m: "report" }>, "m" | "n">;
const FLAGS = ["simulated", "observing"] as const;
type IntakeParts = {
  readonly control: LinkEnd;
  readonly store: Store;
  readonly scheduler: Scheduler;
  readonly trouble: Seldom;
  /** Control said hello; `anew`: it is another run than the one before. */
  readonly onRun: (run: string, anew: boolean) => void;
  /** Control said hello: which settings of the city it follows; null: its own config. */
  readonly onHello?: (run: string, settings: SettingsId | null) => void;
  readonly onSettings?: (message: Extract<FromControl, { m: "settings-applied" | "settings-refused" }>) => void;
  readonly onGone?: () => void;
  /** Control told the time. */
  readonly onMoment?: () => void;
  /** Someone moves here, and the neighbours are to hear of it now. */
  readonly onCall: (call: NeighbourCall) => void;
  /** What is to be remembered with this record, in the same transaction; undefined: nothing. */
  readonly beside: (record: Draft) => Documents | undefined;
  /** Stores an answer with what belongs to it; false: it is a record like any other. */
  readonly claim: (answer: Draft, stored: () => void) => boolean;
};

/** Takes reports from control: checks, stores, and only then says so. Control sends again what it has not heard of. */
export class Intake {
  /** Reports that fit no stream: dropped, and told as `lost`, for control would send them for ever. */
  invalid = 0;
  /** When control last told the time. */
  moment: Moment | null = null;
  readonly #parts: IntakeParts;
  #run = "";
  #lastNumber = 0;
  #storedNumber = 0;
  /** Not settled yet, oldest first: what control is told is that everything up to a number is stored. */
  #open: number[] = [];
  readonly #unfit: Counted<{ readonly class: RecordClass; readonly stream: string }>;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
    this.#unfit = new Counted(parts.scheduler, (kind, count) =>
      this.own({ kind: "event", stream: "lost", class: 0, values: { count, ...kind, by: "link" } }),
    );
    parts.control.onMessage((message) => {
      this.#take(message);
    });
    parts.control.onPeer((present) => {
      if (present) parts.control.send({ m: "hello", v: 1 });
      else parts.onGone?.();
    });
  }

  /**
   * A report of link's own, dated by what control told last; where it has told nothing, without a date. `documents` are
   * remembered with it, in the same transaction.
   */
  own(report: Report, documents?: Documents): void {
    const moment = momentNow(this.moment, this.#parts.scheduler.now());
    this.#store({ report, moment, simulated: false }, () => undefined, documents);
  }

  stop(): void {
    this.#unfit.close();
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
        this.#hearTime(message.moment);
        return;
    }
  }

  #greet(run: string): void {
    const anew = run !== this.#run;
    if (anew) {
      this.#run = run;
      this.#lastNumber = this.#storedNumber = 0;
      this.#open = [];
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
    this.#open.push(n);
    this.#store(message, () => {
      if (run !== this.#run) return;
      this.#open.splice(this.#open.indexOf(n), 1);
      this.#storedNumber = (this.#open[0] ?? this.#lastNumber + 1) - 1;
      this.#tellStored();
    });
  }

  #hearTime(moment: Moment): void {
    if (this.moment === null || moment.at >= this.moment.at) this.moment = moment;
    this.#parts.onMoment?.();
  }

  #store({ report, moment, simulated, observing }: Told, stored: () => void, own?: Documents): void {
    const flags = FLAGS.filter((flag) => ({ simulated, observing: observing === true })[flag]);
    const draft = draftOf(report, moment, flags, this.#parts.store);
    if (!draft.ok) {
      this.#drop(report, draft.problems);
      stored();
      return;
    }
    if (report.kind === "answer" && this.#parts.claim(draft.value, stored)) return;
    const documents = own ?? this.#parts.beside(draft.value);
    const change = { records: [draft.value], ...(documents === undefined ? {} : { documents }) };
    this.#parts.store.commit(change, (how) => {
      if (how === "refused") this.#parts.trouble.say("refused", NO_ROOM);
      stored();
    });
  }

  #drop(report: Report, problems: readonly string[]): void {
    const stream = streamOf(report);
    this.invalid += 1;
    this.#unfit.count(`${report.class} ${stream}`, { class: report.class, stream });
    this.#parts.trouble.say("invalid", `dropped a report that fits no stream: ${problems.join("; ")}`);
  }

  #tellStored(): void {
    if (this.#storedNumber > 0) this.#parts.control.send({ m: "stored", run: this.#run, n: this.#storedNumber });
  }
}

const streamOf = ({ kind, stream }: Report): string =>
  kind === "answer" ? kind : STREAMS.some(({ name }) => name === stream) ? stream : "unknown";

const NO_ROOM = "a report found no room: the card has not answered for long. Look at it: gaturum doctor, or change it.";
