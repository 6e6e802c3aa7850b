import { BATCH_RECORDS_MAX, IN_FLIGHT_MAX, PAYLOAD_BYTES_MAX } from "../../contract/limits.ts";
import { streamNamed } from "../../contract/streams.ts";
import { buildTopic } from "../../contract/topics.ts";
import { after, millis, seconds, type Instant } from "../../measure/time.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import type { Entry, Outbox } from "./outbox.ts";
import type { Seldom } from "../seldom.ts";
import type { Connection, Published } from "../session/transport.ts";

/** Two backfill packets a second: a street that comes back does not drown its broker. Our choice. */
export const BACKLOG_PERIOD_MS = millis(500);
/** A refused packet holds the backlog for so long. */
export const REFUSED_PAUSE_MS = seconds(30);
/** A broker that answers pings and acknowledges nothing for so long is left, for a new connection may do better. */
export const ACKNOWLEDGE_MS = seconds(60);
/** MQTT 5 "not authorised": a slip in the broker's access list, not a fault of the record. */
const NOT_AUTHORISED = 0x87;
/** Nor is a broker that is full, MQTT 5 "quota exceeded". */
const QUOTA_EXCEEDED = 0x97;
const BATCH_AROUND = '{"v":1,"history":true,"records":[]}';

type FlowParts = {
  readonly tenant: string;
  readonly device: string;
  readonly outbox: Outbox;
  readonly scheduler: Scheduler;
  readonly trouble: Seldom;
  /** The broker acknowledges nothing any more. */
  readonly stalled: () => void;
};

/** Moves entries from the outbox to the city while a session is live: a bounded window, live ones before backlog. */
export class Flow {
  /** Records acknowledged by the broker so far. */
  sent = 0;
  readonly #parts: FlowParts;
  #connection: Connection | null = null;
  #window = IN_FLIGHT_MAX;
  #inFlight = 0;
  #batchOnItsWay = false;
  #backlogAt: Instant;
  #cancel: (() => void) | null = null;
  #cancelWatch: (() => void) | null = null;

  constructor(parts: FlowParts) {
    this.#parts = parts;
    this.#backlogAt = parts.scheduler.now();
  }

  /** What control tells of moments from `since` on is live. Four of the broker's window stay free for the session's own. */
  start(connection: Connection, receiveMaximum: number, since: Instant): void {
    this.#window = Math.max(1, Math.min(IN_FLIGHT_MAX, receiveMaximum - 4));
    this.#parts.outbox.begin(since);
    this.#connection = connection;
    this.#inFlight = 0;
    this.#batchOnItsWay = false;
    this.pump();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#connection === null) return;
    this.#connection = null;
    this.#watch();
    this.#parts.outbox.release();
  }

  /** Sends what may be sent now; called when something was stored. */
  pump(): void {
    while (this.#connection !== null && this.#inFlight < this.#window) {
      const live = this.#parts.outbox.takeLive();
      if (live !== null) this.#sendLive(this.#connection, live);
      else if (!this.#sendBacklog(this.#connection)) return;
    }
  }

  #sendLive(connection: Connection, entry: Entry): void {
    const { tenant, device } = this.#parts;
    const topic = buildTopic({ at: streamNamed(entry.stream).kind, tenant, device, stream: entry.stream });
    this.#publish(connection, topic, entry.json, [entry]);
  }

  #sendBacklog(connection: Connection): boolean {
    const { outbox, scheduler, tenant, device } = this.#parts;
    if (this.#batchOnItsWay) return false;
    if (scheduler.now() < this.#backlogAt) {
      this.#pumpAt(this.#backlogAt);
      return false;
    }
    const batch = outbox.takeBacklog(BATCH_RECORDS_MAX, PAYLOAD_BYTES_MAX - BATCH_AROUND.length);
    if (batch.length === 0) return false;
    this.#backlogAt = after(scheduler.now(), BACKLOG_PERIOD_MS);
    this.#batchOnItsWay = true;
    const payload = `{"v":1,"history":true,"records":[${batch.map(({ json }) => json).join(",")}]}`;
    this.#publish(connection, buildTopic({ at: "batch", tenant, device }), payload, batch, true);
    return true;
  }

  #publish(connection: Connection, topic: string, payload: string, entries: readonly Entry[], backlog = false): void {
    this.#inFlight += 1;
    if (this.#cancelWatch === null) this.#watch();
    connection.publish({ topic, payload, retain: false }, (result) => {
      if (this.#connection !== connection) return;
      this.#inFlight -= 1;
      this.#watch();
      if (backlog) this.#batchOnItsWay = false;
      this.#settle(result, topic, entries);
      this.pump();
    });
  }

  #settle(result: Published, topic: string, entries: readonly Entry[]): void {
    if (result.ok) {
      this.sent += entries.length;
      this.#parts.outbox.remove(entries);
      return;
    }
    const { code, text } = result;
    const why =
      code === NOT_AUTHORISED ? "Give the device this topic in the broker's access list." : "Kept, tried again.";
    this.#parts.trouble.say(`refused ${topic}`, `broker refused ${topic}: ${text}, code ${code ?? "none"}. ${why}`);
    this.#backlogAt = after(this.#parts.scheduler.now(), REFUSED_PAUSE_MS);
    this.#parts.outbox.giveBack(entries, code !== NOT_AUTHORISED && code !== QUOTA_EXCEEDED);
  }

  /** Begins the wait for the next acknowledgement anew; none while nothing is on its way. */
  #watch(): void {
    this.#cancelWatch?.();
    this.#cancelWatch = null;
    if (this.#connection === null || this.#inFlight === 0) return;
    this.#cancelWatch = this.#parts.scheduler.after(ACKNOWLEDGE_MS, () => {
      this.#cancelWatch = null;
      this.#parts.stalled();
    });
  }

  #pumpAt(moment: Instant): void {
    if (this.#cancel !== null) return;
    const { scheduler } = this.#parts;
    this.#cancel = scheduler.after(millis(moment - scheduler.now()), () => {
      this.#cancel = null;
      this.pump();
    });
  }
}
