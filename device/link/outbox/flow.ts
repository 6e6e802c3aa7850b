import { IN_FLIGHT_MAX } from "../../contract/limits.ts";
import type { HostMessage } from "../../contract/session.ts";
import { streamNamed } from "../../contract/streams.ts";
import { buildTopic } from "../../contract/topics.ts";
import { after, seconds, type Instant } from "../../measure/time.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import type { Seldom } from "../seldom.ts";
import type { Connection, Published } from "../session/transport.ts";
import { Timers } from "../timers.ts";
import * as plan from "./flow-plan.ts";
import type { Entry, Outbox } from "./outbox.ts";
import { isOfTopic, Refused, type Parcel } from "./refused.ts";

/** A broker that answers pings and acknowledges nothing for so long is left, for a new connection may do better. */
export const ACKNOWLEDGE_MS = seconds(60);

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
};

/** Moves entries from the outbox to the city while a session is live: a bounded window, live ones before backlog. */
export class Flow {
  /** Records acknowledged by the broker so far. */
  sent = 0;
  readonly #parts: FlowParts;
  readonly #refused = new Refused();
  readonly #timers: Timers<"pump" | "watch" | "again">;
  #connection: Connection | null = null;
  #startedAt: Instant;
  #window = IN_FLIGHT_MAX;
  #inFlight = 0;
  #batches = 0;
  #plan: plan.FlowPlan;

  constructor(parts: FlowParts) {
    this.#parts = parts;
    this.#timers = new Timers(parts.scheduler);
    this.#startedAt = parts.scheduler.now();
    this.#plan = plan.firstPlan(this.#startedAt);
    parts.outbox.onMore(() => this.#pump());
  }

  /** What control tells of moments from `since` on is live. Four of the broker's window stay free for the session's own. */
  start(connection: Connection, receiveMaximum: number, since: Instant): void {
    const { scheduler, random, outbox } = this.#parts;
    this.#startedAt = scheduler.now();
    this.#window = Math.max(1, Math.min(IN_FLIGHT_MAX, receiveMaximum - 4));
    this.#plan = plan.connected(this.#plan, random(), this.#startedAt);
    this.#connection = connection;
    this.#inFlight = this.#batches = 0;
    outbox.begin(since);
  }

  stop(): void {
    this.#timers.cancelAll();
    if (this.#connection === null) return;
    this.#connection = null;
    this.#refused.forget();
    this.#parts.outbox.release();
  }

  /** What the city's receivers ask of all devices. What they have no receipt for is sent again once their lease has passed. */
  heard(host: HostMessage): void {
    const { outbox, scheduler } = this.#parts;
    const now = scheduler.now();
    const wasAway = this.#plan.leaseUntil !== null && now >= this.#plan.leaseUntil;
    this.#plan = plan.heardHost(this.#plan, host, now);
    outbox.receipts(host.receipts);
    const againAt = after(this.#startedAt, seconds(host.leaseS));
    if (host.receipts && wasAway)
      this.#timers.at("again", after(now, seconds(host.leaseS)), () => outbox.sendAgain("all"));
    else if (host.receipts && againAt > now) this.#timers.at("again", againAt, () => outbox.sendAgain("older"));
    this.#pump();
  }

  #pump(): void {
    while (this.#connection !== null && this.#inFlight < this.#window) {
      const live = this.#parts.outbox.takeLive();
      if (live !== null) this.#sendLive(this.#connection, live);
      else if (!this.#sendBacklog(this.#connection)) return;
    }
  }

  #sendLive(connection: Connection, entry: Entry): void {
    const { tenant, device, outbox, scheduler } = this.#parts;
    const topic = buildTopic({ at: streamNamed(entry.stream).kind, tenant, device, stream: entry.stream });
    if (this.#refused.isHeld(topic, scheduler.now())) outbox.giveBack([entry]);
    else this.#publish(connection, topic, entry.json, { entries: [entry], refusals: 0 }, false);
  }

  #sendBacklog(connection: Connection): boolean {
    const { outbox, scheduler, tenant, device } = this.#parts;
    if (this.#batches >= plan.backlogWindow(this.#window)) return false;
    const now = scheduler.now();
    const at = plan.backfillAt(this.#plan, now);
    if (now < at) return this.#pumpAt(at);
    const parcel = this.#refused.next(now) ?? { entries: outbox.takeBacklog(), refusals: 0 };
    if (parcel.entries.length === 0) return this.#pumpAt(this.#refused.nextAt);
    this.#plan = plan.sentBatch(this.#plan, now);
    const payload = `{"v":1,"history":true,"records":[${parcel.entries.map(({ json }) => json).join(",")}]}`;
    this.#publish(connection, buildTopic({ at: "batch", tenant, device }), payload, parcel, true);
    return true;
  }

  #publish(connection: Connection, topic: string, payload: string, parcel: Parcel, isBatch: boolean): void {
    this.#inFlight += 1;
    if (isBatch) this.#batches += 1;
    if (this.#inFlight === 1) this.#watch();
    connection.publish({ topic, payload, retain: false }, (result) => {
      if (this.#connection !== connection) return;
      this.#inFlight -= 1;
      if (isBatch) this.#batches -= 1;
      this.#watch();
      this.#settle(result, topic, parcel);
      this.#pump();
    });
  }

  #settle(result: Published, topic: string, parcel: Parcel): void {
    const { outbox, scheduler, trouble } = this.#parts;
    if (result.ok) {
      this.sent += parcel.entries.length;
      outbox.acknowledge(parcel.entries);
      return;
    }
    const { code, text } = result;
    const now = scheduler.now();
    const cure = isOfTopic(code) ? "Give the device this topic in the broker's access list." : "Kept, tried again.";
    trouble.say(`refused ${topic}`, `broker refused ${topic}: ${text}, code ${code ?? "none"}. ${cure}`);
    if (isOfTopic(code)) {
      this.#refused.hold(topic, now);
      this.#plan = plan.refusedBatch(this.#plan, now);
      outbox.giveBack(parcel.entries);
    } else for (const entry of this.#refused.add(parcel, now)) outbox.setAside(entry);
  }

  /** Begins the wait for the next acknowledgement anew; none while nothing is on its way. */
  #watch(): void {
    const { scheduler, stalled } = this.#parts;
    if (this.#inFlight === 0) this.#timers.cancel("watch");
    else this.#timers.at("watch", after(scheduler.now(), ACKNOWLEDGE_MS), stalled);
  }

  #pumpAt(moment: Instant | null): false {
    if (moment !== null) this.#timers.at("pump", moment, () => this.#pump());
    return false;
  }
}
