import type { LinkEnd, Moment } from "../../channel/messages.ts";
import { commandNamed } from "../../contract/commands.ts";
import type { CommandMessage, DesiredMessage } from "../../contract/downlink.ts";
import { isSignedBy } from "../../contract/signed.ts";
import { commandFilter, groupFilter } from "../../contract/topics.ts";
import { safeParse } from "../../contract/safe-parse.ts";
import type { Json, Report } from "../../measure/decision.ts";
import type { DeviceKind } from "../../measure/roles.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import { elapsed, instant, type Instant } from "../../measure/time.ts";
import type { Draft } from "../outbox/outbox.ts";
import type { Mail, Takers } from "../session/mailroom.ts";
import type { Store } from "../store/store.ts";
import { COUNTED_MS } from "../counted.ts";
import { Refusals } from "../refusals.ts";
import { Timers } from "../timers.ts";
import { Book } from "./book.ts";
import { answersTo, goneAt, type Challenge } from "./challenge.ts";
import { changed, isFull, windowOf, withEntry, without, withRoom, type Entry, type Ledger } from "./ledger.ts";
import { answerOf, auditOf, Running, type OwnVerbs } from "./running.ts";
import { keyOf, mayLeadTo, renewedTrust, type Renewal, type Trust } from "./trust.ts";
import { judge, type CommandTopic, type Refusal, type Verdict } from "./verdict.ts";

export type CommandsParts = {
  readonly tenant: string;
  readonly device: string;
  readonly kind: DeviceKind;
  readonly groups: readonly string[];
  readonly trust: Trust;
  readonly store: Store;
  readonly control: LinkEnd;
  readonly scheduler: Scheduler;
  /** 0..1, for the spread of a group. */
  readonly random: () => number;
  /** 16 hex digits that nobody can guess. */
  readonly secret: () => string;
  readonly moment: () => Moment | null;
  /** Whether older settings are known for what they are; true also where none are taken at all. */
  readonly knowsSettings: () => boolean;
  readonly own: OwnVerbs;
};

/** Refusals of one issuer for one reason that are answered in a minute: our choice; the others are counted alone. */
export const ANSWERED_MAX = 4;
/** Double answers of one command: our choice, and more than a broker that delivers again and again needs. */
export const REPEATS_MAX = 8;
/** Of all commands together in a minute, for each is a write of the whole ledger: our choice; the others are counted. */
export const REPEATS_A_MINUTE = 16;
/** Row 22: a group without a spread of its own is spread over this, so that a street does not switch on at one moment. */
const GROUP_SPREAD_MS = 2_000;

/** Takes what the city asks: judges it, stores it, has it done, and answers. */
export class Commands {
  readonly #parts: CommandsParts;
  readonly #book: Book;
  readonly #running: Running;
  readonly #refusals: Refusals;
  readonly #timers: Timers<"challenge">;
  /** Those whose reception is on its way to the disk, with the mail that waits for it. */
  readonly #unsettled = new Map<string, (() => void)[]>();
  #trust: Trust;
  #challenge: Challenge | null = null;
  #repeats = { since: instant(0), count: 0 };

  constructor(parts: CommandsParts) {
    const { control, scheduler, random, own, tenant } = parts;
    this.#parts = parts;
    this.#book = new Book(parts);
    this.#running = new Running(this.#book, control, scheduler, random, own);
    this.#timers = new Timers(scheduler);
    this.#refusals = new Refusals("command", scheduler, (report) =>
      this.#book.write(this.#book.ledger, { reports: [report] }),
    );
    const renewal = renewedTrust(parts.trust, this.#book.ledger.trust, tenant);
    this.#trust = renewal.is === "renewed" ? renewal.trust : parts.trust;
  }

  get subscriptions(): readonly string[] {
    const { tenant, device, groups } = this.#parts;
    return [commandFilter(tenant, device), ...groups.map((group) => groupFilter(tenant, group))];
  }
  /** Whose commands and settings this device obeys now, by `kid`. */
  get obeys(): readonly string[] {
    return this.#trust.anchors.map(({ kid }) => kid);
  }
  /** Older settings are not known for what they are: the birth says so until the first have come, with a challenge. */
  get forgot(): boolean {
    return this.#book.ledger.floorless && !this.#parts.knowsSettings();
  }

  mayLeadTo(broker: string): boolean {
    return mayLeadTo(this.#trust, broker);
  }

  /** Ids of commands that were taken and have no answer yet. */
  get unfinished(): readonly string[] {
    return this.#book.ledger.entries.filter(({ state }) => state !== "done").map(({ id }) => id);
  }

  get takers(): Takers {
    const take = (mail: Mail, topic: CommandTopic): void => this.take(mail, topic);
    return { command: take, "group-command": take };
  }

  take(mail: Mail, topic: CommandTopic): void {
    this.#book.prune();
    const { tenant, device, groups } = this.#parts;
    const { ledger, wallMs } = this.#book;
    const judging = { tenant, device, groups, trust: this.#trust, ledger, challenge: this.#challenge, wallMs };
    const verdict = judge(mail.payload, topic, judging, this.#now());
    switch (verdict.is) {
      case "refused":
        this.#refuse(verdict, mail);
        break;
      case "double":
        this.#again(verdict.entry, verdict.ledger, mail);
        break;
      case "taken":
        this.#receive(verdict.command, topic, verdict.ledger, verdict.usesChallenge, mail);
        break;
    }
  }

  /** The answers of control come through here before they are stored. false: it belongs to no command of the city. */
  claim(draft: Draft, stored: () => void): boolean {
    return this.#running.claim(draft, stored);
  }

  /** For the birth: a new one where the time is not known, or what was taken before; null: no need. */
  nextChallenge(): string | null {
    this.#timers.cancel("challenge");
    this.#challenge = null;
    if (!this.#needsChallenge()) return null;
    const challenge = { value: this.#parts.secret(), since: this.#now() };
    this.#challenge = challenge;
    this.#timers.at("challenge", goneAt(challenge), () => this.#showChallenge());
    return challenge.value;
  }

  /** The section `trust` of desired settings, to be shown here before the settings around it are judged. */
  renewTrust(section: unknown): Renewal {
    const renewal = renewedTrust(this.#trust, section, this.#parts.tenant);
    if (renewal.is !== "renewed") return renewal;
    const { trust, statement } = renewal;
    this.#trust = trust;
    const values = { what: "trust", kid: trust.root.kid, code: 200, version: trust.version };
    const audit = { kind: "event", stream: "audit", class: 0, values } as const;
    this.#book.write({ ...this.#book.ledger, trust: statement }, { reports: [audit] });
    return renewal;
  }

  /**
   * Whether desired settings are signed by someone who is obeyed. The section `trust` comes first: they may be signed with
   * a key that it brings. After a lost store nothing is known of older versions: the first must echo the birth's challenge.
   */
  verify(message: DesiredMessage): "ok" | Refusal {
    const { trust } = message.state;
    const renewal = trust === undefined ? null : this.renewTrust(trust);
    if (renewal?.is === "refused") return renewal.reason;
    const verdict = this.#judge(message);
    // After the verdict: a birth brings another challenge.
    if (renewal?.is === "renewed") this.#parts.own.rebirth();
    return verdict;
  }

  #judge(message: DesiredMessage): "ok" | Refusal {
    const key = keyOf(this.#trust, message.kid);
    if (key === null) return "key";
    if (!isSignedBy(message, key)) return "signature";
    return !this.forgot || answersTo(this.#challenge, message.challenge, this.#now()) ? "ok" : "challenge";
  }

  stop(): void {
    this.#timers.cancelAll();
    this.#refusals.close();
    this.#running.stop();
  }

  #receive(message: CommandMessage, topic: CommandTopic, judged: Ledger, usesChallenge: boolean, mail: Mail): void {
    const ledger = withRoom(judged, this.obeys);
    const entry = entryFor(message, topic);
    this.#book.setAge(entry.id, usesChallenge ? 0 : Math.max(0, (this.#book.wallMs ?? 0) - entry.issuedAt));
    if (usesChallenge) this.#challenge = null;
    const problem = this.#problemOf(message);
    if (isFull(ledger)) {
      this.#turnAway(entry, ledger, "it remembers as many commands as it can", mail.taken);
    } else if (problem !== null) {
      const [code, result] = problem;
      const known = withEntry(ledger, { ...entry, args: {}, state: "done", code, result });
      this.#book.write(known, { reports: reportsOf(entry, code, result) }, () => mail.taken());
    } else this.#store(entry, ledger, mail);
    if (usesChallenge) this.#showChallenge();
  }

  #store(entry: Entry, ledger: Ledger, mail: Mail): void {
    const waiting = [mail.taken];
    this.#unsettled.set(entry.id, waiting);
    const settled = (): void => waiting.forEach((taken) => taken());
    this.#book.write(withEntry(ledger, entry), {}, (durable) => {
      this.#unsettled.delete(entry.id);
      if (durable) {
        this.#running.begin(entry);
        settled();
        return;
      }
      const result = "the device can store nothing now, and so it did not begin";
      // Always written, answered or not: the entry may yet reach the disk, and would be begun at the next start.
      const reports = this.#count("full", entry.kid) ? reportsOf(entry, 507, result) : [];
      this.#book.write(without(this.#book.ledger, entry.id), { reports }, settled);
    });
  }

  /** Whoever holds a key must not fill class 0 with answers: a few are given, the others counted. */
  #turnAway(entry: Entry, ledger: Ledger, result: string, taken: () => void): void {
    this.#answer(ledger, this.#count("full", entry.kid) ? reportsOf(entry, 507, result) : [], taken);
  }

  /** Answered from memory once it is done; until then its answer is still to come. */
  #again(entry: Entry, ledger: Ledger, mail: Mail): void {
    const waiting = this.#unsettled.get(entry.id);
    if (waiting === undefined) mail.taken();
    else waiting.push(mail.taken);
    if (entry.state !== "done" || entry.code === null) {
      this.#book.note(ledger);
    } else if (entry.repeats >= REPEATS_MAX || !this.#mayRepeat()) this.#count("replayed", entry.kid);
    else {
      const result = entry.result ?? "answered in full before; only that it was done is remembered";
      const reports = [answerOf(entry, entry.code, result)];
      this.#book.write(changed(ledger, entry.id, { repeats: entry.repeats + 1 }), { reports });
    }
  }

  #mayRepeat(): boolean {
    const now = this.#now();
    if (elapsed(this.#repeats.since, now) >= COUNTED_MS) this.#repeats = { since: now, count: 0 };
    this.#repeats.count += 1;
    return this.#repeats.count <= REPEATS_A_MINUTE;
  }

  #problemOf({ name, args }: CommandMessage): readonly [code: number, text: string] | null {
    const kind = commandNamed(name);
    if (kind === null || !kind.devices.includes(this.#parts.kind)) return [404, `a ${this.#parts.kind} has no ${name}`];
    const parsed = safeParse(kind.args, args);
    if (parsed.ok) return null;
    const problems = parsed.problems.map(
      ({ path, message }) => `${["args", ...path.map(String)].join(".")}: ${message}`,
    );
    return [400, problems.join("; ").slice(0, PROBLEM_LENGTH_MAX)];
  }

  #refuse({ reason, kid, answer }: Extract<Verdict, { is: "refused" }>, mail: Mail): void {
    const isAnswered = this.#count(reason, kid);
    const reports = answer === null || !isAnswered ? [] : [answerOf(answer, answer.code, answer.text)];
    this.#answer(answer?.ledger ?? this.#book.ledger, reports, mail.taken);
    const isShown = this.#challenge !== null && this.#now() < goneAt(this.#challenge);
    if (reason === "challenge" && !isShown) this.#showChallenge();
  }

  /** PUBACK waits for the answer, so that a link that is killed in between gets it again, and the city its answer. */
  #answer(ledger: Ledger, reports: readonly Report[], taken: () => void): void {
    if (reports.length > 0) {
      this.#book.write(ledger, { reports }, taken);
      return;
    }
    this.#book.note(ledger);
    taken();
  }

  /** Counted, and told once a minute. false: no more of it is to be answered. */
  #count(reason: Refusal, kid: string | null): boolean {
    return this.#refusals.count(reason, kid) <= ANSWERED_MAX;
  }

  #showChallenge(): void {
    if (this.#needsChallenge()) this.#parts.own.rebirth();
  }

  #needsChallenge(): boolean {
    const { ledger, wallMs } = this.#book;
    if (wallMs === null || this.forgot) return true;
    return ledger.floorless && this.#trust.anchors.some(({ kid }) => windowOf(ledger, kid) === null);
  }

  #now(): Instant {
    return this.#parts.scheduler.now();
  }
}

/** Of what is wrong with arguments; a sentence or two. */
const PROBLEM_LENGTH_MAX = 200;

const entryFor = (message: CommandMessage, topic: CommandTopic): Entry => {
  const { id, name, kid, args, issuedAt, expires, spreadMs = GROUP_SPREAD_MS } = message;
  const wait = topic.at === "group-command" ? spreadMs : 0;
  const known = { id, name, kid, args: args as Entry["args"], issuedAt, expires, spreadMs: wait };
  return { ...known, state: "received", code: null, result: null, repeats: 0 };
};

const reportsOf = (entry: Entry, code: number, result: Json) => [answerOf(entry, code, result), auditOf(entry, code)];
