import { SITE } from "../channel/from-link.ts";
import { HEARD_MAX, REQUESTS_MAX, type CityWord, type FromLink, type Moment } from "../channel/messages.ts";
import type { LampBus } from "../hal/lamp-bus.ts";
import type { Inputs, Kept, Memory, Report, Request, Why } from "../measure/decision.ts";
import type { NeighbourWord } from "../measure/neighbour.ts";
import type { Result } from "../measure/fault.ts";
import { faulty, type Reading } from "../measure/reading.ts";
import { after, millis, sooner, wallTime, type EpochMs, type Instant, type WallClock } from "../measure/time.ts";
import { Alive } from "./alive.ts";
import type { ControlOptions, Stepped, ToldWhy } from "./control-options.ts";
import { FlightRecord } from "./flight-record.ts";
import { readAll, saysTheSame, type Readings } from "./held.ts";
import { Outgoing } from "./outgoing.ts";
import { LAMP_BUS, lampBusAnswer } from "./lamp-bus.ts";
import { ownAnswers, OWN_VERBS } from "./own-answers.ts";
import type { CitySettings, Taken } from "./settings/live-settings.ts";
import { firstMind, think, type AnyMachine, type Mind } from "./think.ts";

/** Decisions kept for `gaturum why`. */
export const WHY_MAX = 200;
/**
 * A write that failed is tried again after this, and every output is said again this often: a watchdog relay drops after
 * 500 ms without it, and four of these may be late or lost.
 */
export const REWRITE_MS = millis(100);

/** One device's cycle: read, decide, guard, write, record. It knows no time but the one it is handed. */
export class Control {
  readonly record = new FlightRecord();
  readonly outgoing: Outgoing;
  readonly #alive = new Alive();
  readonly #given: ControlOptions;
  readonly #why: ToldWhy[] = [];
  readonly #inbox: Request[] = [];
  readonly #heard: NeighbourWord[] = [];
  readonly #siteAnswers: Report[] = [];
  #machine: AnyMachine;
  #mind: Mind;
  #readings: Readings = {};
  #kept: Reading<Kept>;
  #keptRead: Reading<Kept> | null = null;
  #rewriteAt: Instant;
  #putRevision = 0;
  #memory: Memory | null = null;
  #violations = 0;
  #refused = 0;
  #opened = false;
  #steppedAt: Instant | null = null;
  #city: CityWord | null = null;
  #writeFaults: readonly Result<void>[] = [];
  #allFailed = false;

  constructor(given: ControlOptions) {
    this.#given = given;
    this.#machine = given.machine;
    this.#mind = firstMind(given.machine, given.startedAt);
    this.#kept = faulty("keep", "starting", given.startedAt);
    this.#rewriteAt = given.startedAt;
    this.outgoing = new Outgoing(given.channel, given.hello, given.simulated, !given.writes);
    given.channel.onMessage((message) => {
      if (message.m === "hello") this.#alive.greeted();
      if (message.m === "hello") this.#city = null;
      if (message.m === "city") this.#city = message.city;
      if (message.m === "stored") this.outgoing.stored(message.run, message.n);
      if (message.m === "request") this.request(message.request);
      if (message.m === "heard" && this.#heard.length < HEARD_MAX) this.#heard.push(message.word);
      if (message.m === "settings") this.#offer(message);
      if (message.m === "settings-keep") given.live?.keep(message.id);
    });
  }

  get mind(): Mind {
    return this.#mind;
  }
  get readings(): Readings {
    return this.#readings;
  }
  /** When the last cycle began; null: none did yet. */
  get steppedAt(): Instant | null {
    return this.#steppedAt;
  }
  /** How the device stands, in its machine's own words; null: it has none, or no cycle yet. */
  get standing(): unknown {
    const at = this.#steppedAt;
    return at === null ? null : (this.#machine.standing?.(this.#mind.machine, this.#readings, at) ?? null);
  }
  /** What moves right now, in words; null: nothing. */
  get moving(): string | null {
    return this.#machine.moving(this.#mind.machine);
  }
  /** 16 hex digits, another at each start. */
  get run(): string {
    return this.#given.hello.run;
  }
  /** The city's settings in force; null: the device's own config. */
  get settings(): CitySettings | null {
    return this.#given.live?.inForce ?? null;
  }
  /** The newest of what must survive a power cut; null: nothing yet. */
  get memory(): Memory | null {
    if (this.#memory !== null || !this.#kept.ok) return this.#memory;
    return { revision: this.#kept.value.foundRevision, value: this.#kept.value.value };
  }
  /** Whether link is there, and what it said last of the city; null: nothing yet. */
  get link(): { readonly present: boolean; readonly city: CityWord | null } {
    const { isPresent } = this.outgoing;
    return { present: isPresent, city: isPresent ? this.#city : null };
  }
  /** Times that the guard took outputs away. */
  get violations(): number {
    return this.#violations;
  }
  /** The answers to requests of people at the post, each handed over once, oldest first. */
  takeSiteAnswers(): readonly Report[] {
    return this.#siteAnswers.length === 0 ? NO_ANSWERS : this.#siteAnswers.splice(0);
  }
  /** Requests refused because the inbox was full. */
  get refused(): number {
    return this.#refused;
  }
  /** The newest decisions, oldest first. */
  get why(): readonly ToldWhy[] {
    return this.#why;
  }
  /** What the last write to the hardware came to, where it failed. */
  get writeFaults(): readonly Result<void>[] {
    return this.#writeFaults;
  }

  /** What is known of the lamp's bus; null: it is on none. */
  get bus(): Pick<LampBus, "seen" | "written"> | null {
    const { bus } = this.#given.hardware;
    return bus === null ? null : { seen: bus.seen, written: bus.written };
  }

  /** Whether the last write failed at every output. */
  get allFailed(): boolean {
    return this.#allFailed;
  }

  /** Latches a request for the next cycle; false when too many wait. */
  request(request: Request): boolean {
    if (this.#inbox.length >= REQUESTS_MAX) {
      this.#refused += 1;
      return false;
    }
    this.#inbox.push(request);
    return true;
  }

  /** Whether the next cycle has something to take up that is no sensor's: the keep is asked, and nothing is taken. */
  hasNews(now: Instant): boolean {
    const asked = this.#inbox.length + this.#heard.length > 0 || this.#given.live?.hasNews(now) === true;
    return asked || this.#given.keep.read(now) !== this.#keptRead;
  }

  step(now: Instant): Stepped {
    const settings = this.settings;
    const taken = this.#given.live?.takeUp(this.#mind, now) ?? null;
    if (taken !== null) this.#goOnUnder(taken);
    const mind = taken?.mind ?? this.#mind;
    const { readings, staleAt } = readAll(this.#given.hardware.sources, this.#readings, now);
    const asked = this.#inbox.length === 0 ? NO_REQUESTS : this.#inbox.splice(0);
    const inputs: Inputs<Readings> = {
      readings,
      kept: this.#readKept(now),
      requests: asked.length === 0 ? NO_REQUESTS : asked.filter(({ verb }) => !OWN_VERBS.includes(verb)),
      heard: this.#heard.length === 0 ? NOTHING_HEARD : this.#heard.splice(0),
      taken: mind.taken,
    };
    const before = { t: now, mind: this.#mind, readings: this.#readings, kept: this.#kept, settings };
    const thought = think(this.#machine, mind, inputs, now);
    this.#mind = thought.mind;
    this.#readings = readings;
    this.#steppedAt = now;
    this.#kept = inputs.kept;
    this.#violations += thought.violations.length;
    const put = this.#put(thought.memory);
    if (thought.evidence.length > 0) this.#given.evidence?.put(thought.evidence);
    const moved = thought.mind.outputs !== before.mind.outputs;
    this.#write(moved, now);
    this.record.note(before, inputs, thought, taken);
    for (const call of thought.calls) this.#given.channel.send({ m: "call", call });
    const own =
      asked.length === 0
        ? NO_ANSWERS
        : asked.flatMap((request) => (OWN_VERBS.includes(request.verb) ? this.#ownAnswers(request, now) : []));
    const news = this.#given.live?.takeNews() ?? [];
    const why = news.length === 0 ? thought.why : [...news, ...thought.why];
    this.#tell(why, own.length === 0 ? thought.reports : [...thought.reports, ...own], now);
    this.#alive.step(this.#given.channel, this.moment(now));
    const failed = this.#writeFaults.length > 0 ? this.#rewriteAt : null;
    const soon = this.#given.live?.canGoOn(this.#mind, now) === true ? now : failed;
    return { acted: moved || put, wakeAt: sooner(sooner(thought.wakeAt, staleAt), soon) };
  }

  /** Brings every output to its fail-safe state; nothing is decided any more. In observe mode nothing is touched. */
  halt(): readonly Result<void>[] {
    return this.#given.writes ? this.#given.hardware.halt().filter((result) => !result.ok) : [];
  }

  /** Reports that are not the machine's own, such as the cycle's health. */
  report(report: Report, now: Instant): void {
    this.outgoing.send(report, this.moment(now));
  }

  moment(now: Instant): Moment {
    const clock = this.#readings["clock"] as Reading<WallClock> | undefined;
    if (clock?.ok !== true || clock.value.quality === "none") {
      return { at: now, ts: null, timeQuality: "none", timeErrorMs: null };
    }
    const { quality, errorMs } = clock.value;
    return {
      at: now,
      ts: Math.round(wallTime(clock.value, now)) as EpochMs,
      timeQuality: quality,
      timeErrorMs: errorMs,
    };
  }

  #ownAnswers(request: Request, now: Instant): readonly Report[] {
    if (request.verb === LAMP_BUS)
      return [lampBusAnswer(request, this.#given.writes ? this.#given.hardware.bus : "observed")];
    const standing = this.#machine.forCity?.(this.#mind.machine, now) ?? null;
    const { violations, refused, why, readings } = this;
    return ownAnswers(request, { readings, standing, why, violations, refused }, now);
  }

  #offer(message: Extract<FromLink, { m: "settings" }>): void {
    const { live, channel } = this.#given;
    const reason = live === undefined ? "this device takes none" : live.offer(message);
    if (reason !== null) channel.send({ m: "settings-refused", id: message.id, reason });
  }

  #goOnUnder({ machine, settings }: Taken): void {
    const id = settings?.id ?? null;
    this.#machine = machine;
    this.outgoing.tellSettings(id);
    this.#given.channel.send({ m: "settings-applied", id });
  }

  #readKept(now: Instant): Reading<Kept> {
    const fresh = this.#given.keep.read(now);
    this.#keptRead = fresh;
    return saysTheSame(fresh, this.#kept) ? this.#kept : fresh;
  }

  #put(memory: Memory | null): boolean {
    if (memory === null || memory.revision <= this.#putRevision) return false;
    this.#putRevision = memory.revision;
    this.#memory = memory;
    this.#given.keep.put(memory);
    return true;
  }

  #write(changed: boolean, now: Instant): void {
    if (!this.#given.writes || (!changed && now < this.#rewriteAt)) return;
    this.#rewriteAt = after(now, REWRITE_MS);
    const results = this.#given.hardware.write(this.#mind.outputs);
    this.#writeFaults = results.filter((result) => !result.ok);
    this.#allFailed = this.#writeFaults.length === results.length;
  }

  #tell(why: readonly Why[], reports: readonly Report[], now: Instant): void {
    const moment = why.length + reports.length > 0 || !this.#opened ? this.moment(now) : null;
    if (moment === null) return;
    const undone = this.#given.writes ? {} : ({ would: true } as const);
    for (const decision of why) this.#why.push({ ...decision, at: now, ts: moment.ts, ...undone });
    if (this.#why.length > WHY_MAX) this.#why.splice(0, this.#why.length - WHY_MAX);
    if (!this.#opened) for (const report of this.#given.opening) this.outgoing.send(report, moment);
    this.#opened = true;
    for (const report of reports) this.outgoing.send(report, moment);
    for (const report of reports) if (isForSite(report)) this.#siteAnswers.push(report);
    if (this.#siteAnswers.length > REQUESTS_MAX) this.#siteAnswers.splice(0, this.#siteAnswers.length - REQUESTS_MAX);
  }
}

const isForSite = ({ kind, values: { id } }: Report): boolean =>
  kind === "answer" && typeof id === "string" && id.startsWith(SITE);
const NO_ANSWERS: readonly Report[] = [];
const NO_REQUESTS: readonly Request[] = [];
const NOTHING_HEARD: readonly NeighbourWord[] = [];
