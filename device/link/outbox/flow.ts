import { IN_FLIGHT_MAX } from "../../contract/limits.ts";
import type { HostMessage } from "../../contract/session.ts";
import { streamNamed } from "../../contract/streams.ts";
import { buildTopic } from "../../contract/topics.ts";
import { after, elapsed, seconds, type Instant } from "../../measure/time.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import type { Seldom } from "../seldom.ts";
import type { BrokerLimits, Connection, Published } from "../session/transport.ts";
import { Timers } from "../timers.ts";
import * as careful from "./caution.ts";
import * as plan from "./flow-plan.ts";
import type { Entry, Outbox } from "./outbox.ts";
import { isOfTopic, isUnauthorised, Refused, type Parcel } from "./refused.ts";
import { UnderWay, type Sent } from "./under-way.ts";

/** A broker that answers pings and does not acknowledge a publish for so long is left, for a new connection may do better. */
export const ACKNOWLEDGE_MS = seconds(60);
export const STALLED = { kind: "lost", text: `no acknowledgement for ${ACKNOWLEDGE_MS / 1_000} s` } as const;

type FlowParts = {
  readonly tenant: string;
  readonly device: string;
  readonly outbox: Outbox;
  readonly scheduler: Scheduler;
  /** 0..1, for the start of the backfill. */
  readonly random: () => number;
  readonly trouble: Seldom;
  /** The broker acknowledges nothing any more. */
  readonly stalled: () => void;
  /** Whether the broker lets this device publish on a topic, each time it is seen. */
  readonly seen: (topic: string, isGranted: boolean) => void;
};

/** Moves entries from the outbox to the city while a session is live: a bounded window, live ones before backlog. */
export class Flow {
  /** Records acknowledged by the broker so far. */
  sent = 0;
  readonly #parts: FlowParts;
  readonly #refused = new Refused();
  readonly #underWay = new UnderWay();
  readonly #timers: Timers<"pump" | "listen" | "watch" | "again">;
  #connection: Connection | null = null;
  #startedAt: Instant;
  #window = IN_FLIGHT_MAX;
  #plan: plan.FlowPlan;
  #caution = careful.NO_CAUTION;
  /** This connection has taken history. */
  #othersPass = false;
  /** This connection has taken anything. */
  #takes = false;
  /** Since when this connection is open, and when the city's word came last. */
  #openedAt: Instant;
  #toldAt: Instant | null = null;
  /** Of the live record at which the connection before broke. */
  #brokenTopic: string | null = null;

  constructor(parts: FlowParts) {
    this.#parts = parts;
    this.#timers = new Timers(parts.scheduler);
    this.#startedAt = this.#openedAt = parts.scheduler.now();
    this.#plan = plan.firstPlan(this.#startedAt);
    parts.outbox.onMore(() => this.#pump());
  }

  /** What control tells of moments from `since` on is live. Four of the broker's window stay free for the session's own. */
  start(connection: Connection, limits: BrokerLimits, since: Instant): void {
    const { scheduler, random, outbox } = this.#parts;
    this.#startedAt = scheduler.now();
    this.#openedAt = since;
    this.#window = Math.max(1, Math.min(IN_FLIGHT_MAX, limits.receiveMaximum - 4));
    this.#plan = plan.connected(this.#plan, random(), this.#startedAt);
    this.#connection = connection;
    this.#underWay.clear();
    this.#othersPass = this.#takes = false;
    outbox.begin(since, limits.payloadBytesMax);
  }

  /** `hungUp`: the other end ended the connection, perhaps because of what it was sent. */
  stop(hungUp: boolean): void {
    this.#timers.cancelAll();
    if (this.#connection === null) return;
    this.#connection = null;
    this.#refused.forget();
    const { oldest } = this.#underWay;
    this.#underWay.clear();
    this.#parts.outbox.release();
    const isClose = oldest !== undefined && elapsed(oldest.at, this.#parts.scheduler.now()) <= oldest.hangUpMs;
    if (hungUp && isClose) this.#blame(oldest);
  }

  /** What the city's receivers ask of all devices. What they have no receipt for is sent again once their lease has passed. */
  heard(host: HostMessage): void {
    const { outbox, scheduler } = this.#parts;
    const now = scheduler.now();
    const isFirst = this.#toldAt === null || this.#toldAt < this.#openedAt;
    this.#toldAt = now;
    this.#plan = plan.heardHost(this.#plan, host, now, isFirst && this.#takes);
    outbox.receipts(host.receipts);
    const again = plan.againAt(this.#plan, this.#startedAt, host.leaseS, now);
    if (host.receipts && again !== null) this.#timers.at("again", again.at, () => this.#sendAgain(again.which));
    this.#pump();
  }

  #sendAgain(which: "older" | "all"): void {
    if (which === "all") this.#plan = plan.sentAllAgain(this.#plan);
    this.#parts.outbox.sendAgain(which);
  }

  #pump(): void {
    while (this.#connection !== null && this.#underWay.count < this.#window && !this.#listens()) {
      const live = this.#parts.outbox.takeLive();
      if (live !== null) this.#sendLive(this.#connection, live);
      else if (!this.#sendBacklog(this.#connection)) return;
    }
  }

  /** What may make the broker hang up is on its way: nothing goes beside it. */
  #listens(): boolean {
    const { oldest } = this.#underWay;
    if (oldest?.isProbe !== true) return false;
    const until = after(oldest.at, oldest.hangUpMs);
    if (this.#parts.scheduler.now() >= until) return false;
    this.#timers.at("listen", until, () => this.#pump());
    return true;
  }

  #sendLive(connection: Connection, entry: Entry): void {
    const { tenant, device, outbox, scheduler } = this.#parts;
    const topic = buildTopic({ at: streamNamed(entry.stream).kind, tenant, device, stream: entry.stream });
    if (this.#refused.isHeld(topic, scheduler.now())) outbox.giveBack([entry]);
    else this.#publish(connection, topic, entry.json, { entries: [entry], refusals: 0 }, false);
  }

  #sendBacklog(connection: Connection): boolean {
    const { scheduler, tenant, device } = this.#parts;
    const isCareful = careful.isCareful(this.#caution);
    const atOnce = isCareful ? 1 : plan.backlogWindow(this.#window);
    if (this.#underWay.batches >= atOnce || (isCareful && this.#underWay.count > 0)) return false;
    const now = scheduler.now();
    const at = plan.backfillAt(this.#plan, now);
    if (now < at) return this.#pumpAt(at);
    const parcel = this.#nextParcel(now);
    if (parcel.entries.length === 0) return this.#pumpAt(this.#refused.nextAt);
    this.#plan = plan.sentBatch(this.#plan, now);
    const payload = `{"v":1,"history":true,"records":[${parcel.entries.map(({ json }) => json).join(",")}]}`;
    this.#publish(connection, buildTopic({ at: "batch", tenant, device }), payload, parcel, true);
    return true;
  }

  /** As much as may go at once. A record that is suspected waits for another to go before it, whichever. */
  #nextParcel(now: Instant): Parcel {
    const { outbox, random } = this.#parts;
    const parcel = this.#refused.next(now) ?? { entries: outbox.takeBacklog(), refusals: 0 };
    const { recordsMax } = this.#caution;
    const { entries } = parcel;
    if (entries.length <= recordsMax) return parcel;
    const from = recordsMax > 1 || this.#othersPass ? 0 : 1 + Math.floor(random() * (entries.length - 1));
    this.#refused.putBack([...entries.slice(0, from), ...entries.slice(from + recordsMax)], now);
    return { entries: entries.slice(from, from + recordsMax), refusals: 0 };
  }

  #publish(connection: Connection, topic: string, payload: string, parcel: Parcel, isBatch: boolean): void {
    const isProbe = isBatch && careful.isCareful(this.#caution);
    const hangUpMs = careful.hangUpMs(elapsed(this.#openedAt, this.#startedAt), payload.length);
    const sent: Sent = {
      topic,
      parcel,
      isBatch,
      isProbe,
      at: this.#parts.scheduler.now(),
      hangUpMs,
      isOvertaken: false,
    };
    this.#underWay.add(sent);
    if (this.#underWay.count === 1) this.#watch();
    connection.publish({ topic, payload, retain: false }, (result) => {
      if (this.#connection !== connection) return;
      this.#underWay.answered(sent, this.#parts.scheduler.now());
      this.#watch();
      this.#settle(result, sent);
      this.#pump();
    });
  }

  #settle(result: Published, { topic, parcel, isBatch }: Sent): void {
    const { outbox, scheduler, trouble, seen } = this.#parts;
    if (result.ok) {
      this.sent += parcel.entries.length;
      this.#caution = careful.passed(this.#caution, idsOf(parcel));
      this.#othersPass ||= isBatch;
      this.#takes = true;
      if (topic === this.#brokenTopic) this.#brokenTopic = null;
      outbox.acknowledge(parcel.entries);
      seen(topic, true);
      return;
    }
    const { code, text } = result;
    const now = scheduler.now();
    const cure = isUnauthorised(code)
      ? "Give the device this topic in the broker's access list."
      : "Kept, tried again.";
    trouble.say(`refused ${topic}`, `broker refused ${topic}: ${text}, code ${code ?? "none"}. ${cure}`);
    if (isOfTopic(code)) {
      this.#refused.hold(topic, plan.REFUSED_PAUSE_MS, now);
      if (isBatch) this.#plan = plan.paused(this.#plan, plan.REFUSED_PAUSE_MS, now);
      outbox.giveBack(parcel.entries);
      if (isUnauthorised(code)) seen(topic, false);
    } else for (const entry of this.#refused.add(parcel, now)) outbox.setAside(entry);
  }

  /** The connection broke, or hangs, at this. */
  #blame({ topic, parcel, isBatch, isProbe, isOvertaken }: Sent): void {
    const { outbox, scheduler, seen } = this.#parts;
    const now = scheduler.now();
    // A line that breaks before anything has gone through says nothing of what was on it.
    const isAgain = topic === this.#brokenTopic && this.#takes;
    this.#brokenTopic = isBatch ? null : topic;
    if (isAgain) {
      this.#refused.hold(topic, careful.NO_HISTORY_MS, now);
      seen(topic, false);
    }
    const othersPass = this.#othersPass || isOvertaken;
    const broken = careful.broke(this.#caution, { ids: idsOf(parcel), alone: isProbe, othersPass });
    this.#caution = broken.caution;
    if (broken.nothingPasses) this.#plan = plan.paused(this.#plan, careful.NO_HISTORY_MS, now);
    if (broken.poison) for (const entry of parcel.entries) outbox.setAside(entry, true);
  }

  /** None while nothing is on its way. Whatever else it acknowledges, the oldest has its time and no more. */
  #watch(): void {
    const { oldestSince } = this.#underWay;
    if (oldestSince === null) this.#timers.cancel("watch");
    else this.#timers.at("watch", after(oldestSince, ACKNOWLEDGE_MS), () => this.#stall());
  }

  #stall(): void {
    const { oldest } = this.#underWay;
    this.#parts.stalled();
    if (oldest?.isOvertaken === true) this.#blame(oldest);
  }

  #pumpAt(moment: Instant | null): false {
    if (moment !== null) this.#timers.at("pump", moment, () => this.#pump());
    return false;
  }
}

const idsOf = ({ entries }: Parcel): readonly number[] => entries.map(({ id }) => id);
