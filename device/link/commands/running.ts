import type { LinkEnd } from "../../channel/messages.ts";
import { commandNamed } from "../../contract/commands.ts";
import type { Json, Report } from "../../measure/decision.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import { after, millis, seconds } from "../../measure/time.ts";
import type { Draft } from "../outbox/outbox.ts";
import { Timers } from "../timers.ts";
import { isExpired, requestOf } from "./age.ts";
import type { Book } from "./book.ts";
import { changed, resultKept, type Entry, type Ledger } from "./ledger.ts";

/** What link does by itself. */
export type OwnVerbs = {
  readonly rebirth: () => void;
  /** Ends link, so that whoever supervises it starts it again; null: nobody does. */
  readonly reload: (() => void) | null;
  /** Adds link's share to control's part of a bundle. */
  readonly bundle: (fromControl: Json) => Json;
};

/** The contract: no answer of control in this time is answered 504. What it answers later is recorded all the same. */
const CONTROL_ANSWERS_MS = seconds(5);
/** After a start: control tells the time and sends again what link had not stored, an answer among it. Our choice. */
const RESUME_MS = seconds(5);
/** So that the answer is on its way before link goes. Our choice. */
const RELOAD_MS = seconds(2);

/** Brings each command that was taken to its end: received, executing, done. Each step is durable before the next. */
export class Running {
  readonly #book: Book;
  readonly #control: LinkEnd;
  readonly #scheduler: Scheduler;
  readonly #random: () => number;
  readonly #own: OwnVerbs;
  readonly #timers: Timers<string>;

  constructor(book: Book, control: LinkEnd, scheduler: Scheduler, random: () => number, own: OwnVerbs) {
    this.#book = book;
    this.#control = control;
    this.#scheduler = scheduler;
    this.#random = random;
    this.#own = own;
    this.#timers = new Timers(scheduler);
    if (book.ledger.entries.some(({ state }) => state !== "done")) this.#at("resume", RESUME_MS, () => this.#resume());
  }

  /** Its reception is durable. */
  begin({ id, spreadMs }: Entry): void {
    this.#at(`run ${id}`, spreadMs * this.#random(), () => this.#run(id));
  }

  /** An answer of control to a command of the city is stored with the ledger that knows of it. false: it is no such. */
  claim(draft: Draft, stored: () => void): boolean {
    const { id, code, phase, result } = draft.values;
    const entry = typeof id === "string" ? this.#book.entry(id) : null;
    if (entry === null || entry.name !== draft.stream || entry.state === "received" || phase !== "done") return false;
    this.#timers.cancel(`answer ${entry.id}`);
    // Control has not heard that this was stored: link died in between.
    if (entry.state === "done" && entry.code === code) {
      stored();
      return true;
    }
    const told = entry.name === "bundle" && code === 200 ? this.#own.bundle(result ?? null) : result;
    const values = told === undefined ? draft.values : { ...draft.values, result: told };
    const done = { state: "done", code: code as number, result: resultKept(told) } as const;
    const ledger = changed(this.#book.ledger, entry.id, done);
    this.#book.write(ledger, { records: [{ ...draft, values }], reports: [auditOf(entry, done.code)] }, stored);
    return true;
  }

  stop(): void {
    this.#timers.cancelAll();
  }

  /** What a crash or a power cut left behind. Nothing that may run only once is begun again. */
  #resume(): void {
    const { wallMs } = this.#book;
    for (const entry of this.#book.ledger.entries) {
      if (entry.state === "done") continue;
      const again = entry.state === "received" || commandNamed(entry.name)?.repeatable === true;
      if (!again) this.#finish(entry, 409, "unknown: it was begun, and then link died");
      else if (wallMs === null) this.#finish(entry, 408, "it may have expired: the time is not known since the start");
      else {
        this.#book.setAge(entry.id, Math.max(0, wallMs - entry.issuedAt));
        this.begin(entry);
      }
    }
  }

  #run(id: string): void {
    const entry = this.#book.entry(id);
    if (entry === null) return;
    if (isExpired(entry, this.#book.ageMs(id))) {
      this.#finish(entry, 408, "it expired before its turn");
      return;
    }
    if (isOvertaken(this.#book.ledger, entry)) {
      this.#finish(entry, 409, "a later word has taken its place");
      return;
    }
    this.#book.write(changed(this.#book.ledger, id, { state: "executing" }), {}, (durable) => {
      if (durable) this.#execute(entry);
      else this.#finish(entry, 507, "the device can store nothing now, and so it did not begin");
    });
  }

  #execute(entry: Entry): void {
    if (entry.name === "rebirth") {
      this.#own.rebirth();
      this.#finish(entry, 200, "the birth is published again");
    } else if (entry.name === "reload") this.#reload(entry);
    else this.#ask(entry);
  }

  #reload(entry: Entry): void {
    const { reload } = this.#own;
    if (reload === null) this.#finish(entry, 501, "nobody here would start link again");
    else this.#finish(entry, 200, "link starts anew", () => this.#at("reload", RELOAD_MS, reload));
  }

  #ask(entry: Entry): void {
    const request = requestOf(entry, this.#book.ageMs(entry.id));
    if (request === null) this.#finish(entry, 408, "the time it was asked for is over");
    else if (!this.#control.send({ m: "request", request })) this.#finish(entry, 504, "control is not there");
    else
      this.#at(`answer ${entry.id}`, CONTROL_ANSWERS_MS, () => {
        this.#finish(entry, 504, `control has not answered for ${CONTROL_ANSWERS_MS / 1_000} s`);
      });
  }

  #finish(entry: Entry, code: number, result: string, settled?: () => void): void {
    const ledger = changed(this.#book.ledger, entry.id, { state: "done", code, result });
    this.#book.write(ledger, { reports: [answerOf(entry, code, result), auditOf(entry, code)] }, settled);
  }

  #at(name: string, waitMs: number, run: () => void): void {
    this.#timers.at(name, after(this.#scheduler.now(), millis(waitMs)), run);
  }
}

/** What says how one thing is to be: of those the last word counts. */
const OF_ONE_THING = [["dim", "dim-clear"], ["inhibit"]] as const;

/**
 * Whether one that came later was begun meanwhile: it had a shorter spread, or came just after a restart. Done now, the
 * older one would undo it.
 */
function isOvertaken({ entries }: Ledger, { id, name }: Entry): boolean {
  const words: readonly string[] = OF_ONE_THING.find((names) => names.some((each) => each === name)) ?? [];
  const later = entries.slice(entries.findIndex((entry) => entry.id === id) + 1);
  return later.some((entry) => words.includes(entry.name) && (entry.state === "executing" || entry.code === 200));
}

/** As control answers, so that a city cannot tell the two apart. */
export const answerOf = (
  { id, name }: { readonly id: string; readonly name: string },
  code: number,
  result: Json,
): Report => ({
  kind: "answer",
  stream: name,
  class: 0,
  values: { id, code, phase: "done", result },
});

export const auditOf = ({ id, name, kid }: Pick<Entry, "id" | "name" | "kid">, code: number): Report => ({
  kind: "event",
  stream: "audit",
  class: 0,
  values: { what: "command", name, id, kid, code },
});
