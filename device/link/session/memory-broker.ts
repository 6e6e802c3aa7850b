import type { Scheduler } from "../../measure/scheduler.ts";
import { millis, type Millis } from "../../measure/time.ts";
import type { CloseCause } from "./close-cause.ts";
import type { Message } from "./transport.ts";

type Watcher = (topic: string, payload: Uint8Array, retained: boolean) => void;
/** One connected client, as the broker sees it. */
export type BrokerClient = {
  readonly clientId: string;
  readonly will: Message;
  /** Topics it subscribes to. */
  readonly filters: Set<string>;
  readonly deliver: Watcher;
  readonly closed: (cause: CloseCause) => void;
};
/** What the broker does wrong on purpose. */
export type BrokerFaults = {
  /** CONNACK code of every refused connection; null: none is. */
  refuse: number | null;
  /** Topics that nobody may subscribe to. */
  readonly refusedTopics: Set<string>;
  /** Topics that nobody may publish to, with the PUBACK code given. */
  readonly refusedPublishes: Map<string, number>;
  /** What it does at a publish instead of taking it: it hangs up, or never acknowledges it; null: it takes it. */
  choke: (topic: string, payload: string) => "hang-up" | "silence" | null;
};

/**
 * A broker in simulated time: retained messages, wills, QoS 1, wildcards, latency, and a network that can be cut. It
 * keeps no session for a client that is away: all that this device subscribes to is retained.
 */
export class MemoryBroker {
  readonly faults: BrokerFaults = {
    refuse: null,
    refusedTopics: new Set(),
    refusedPublishes: new Map(),
    choke: () => null,
  };
  /** One way. */
  latencyMs: Millis = millis(5);
  readonly scheduler: Scheduler;
  readonly #clients = new Map<string, BrokerClient>();
  readonly #retained = new Map<string, Uint8Array>();
  readonly #watchers = new Set<{ readonly filter: string; readonly take: Watcher }>();
  readonly #cut = new Set<string>();
  #allCut = false;

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler;
  }

  /** For backends and tests in the same process: no latency, not touched by a cut. Returns what takes it back. */
  watch(filter: string, take: Watcher): () => void {
    const watcher = { filter, take };
    this.#watchers.add(watcher);
    for (const [topic, payload] of this.#retained) if (matches(filter, topic)) take(topic, payload, true);
    return () => this.#watchers.delete(watcher);
  }

  /** Cuts the network of one client, or of all: both sides notice at once, and the broker publishes the will. */
  cut(clientId?: string): void {
    if (clientId === undefined) this.#allCut = true;
    else this.#cut.add(clientId);
    for (const client of [...this.#clients.values()]) {
      if (this.reaches(client.clientId)) continue;
      this.disconnect(client, true);
      client.closed({ kind: "silent", text: "network cut" });
    }
  }

  mend(clientId?: string): void {
    if (clientId !== undefined) this.#cut.delete(clientId);
    else {
      this.#allCut = false;
      this.#cut.clear();
    }
  }

  /** It begins anew with nothing: whoever was connected is not any more. */
  wipe(): void {
    for (const client of [...this.#clients.values()]) {
      this.disconnect(client, false);
      client.closed({ kind: "lost", text: "the broker ended" });
    }
    this.#retained.clear();
  }

  get isCut(): boolean {
    return this.#allCut;
  }
  reaches(clientId: string): boolean {
    return !this.#allCut && !this.#cut.has(clientId);
  }

  connect(client: BrokerClient): void {
    const older = this.#clients.get(client.clientId);
    if (older !== undefined) {
      this.disconnect(older, true);
      older.closed({ kind: "lost", text: "taken over by a newer connection" });
    }
    this.#clients.set(client.clientId, client);
  }

  isConnected(client: BrokerClient): boolean {
    return this.#clients.get(client.clientId) === client;
  }

  disconnect(client: BrokerClient, withWill: boolean): void {
    if (!this.isConnected(client)) return;
    this.#clients.delete(client.clientId);
    if (withWill) this.publish(client.will.topic, client.will.payload, client.will.retain);
  }

  subscribe(client: BrokerClient, filter: string): boolean {
    if (this.faults.refusedTopics.has(filter)) return false;
    client.filters.add(filter);
    for (const [topic, payload] of this.#retained) if (matches(filter, topic)) client.deliver(topic, payload, true);
    return true;
  }

  publish(topic: string, payload: string | Uint8Array, retain: boolean): void {
    const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
    if (retain) {
      if (bytes.length === 0) this.#retained.delete(topic);
      else this.#retained.set(topic, bytes);
    }
    for (const client of this.#clients.values())
      if ([...client.filters].some((filter) => matches(filter, topic))) client.deliver(topic, bytes, false);
    for (const { filter, take } of this.#watchers) if (matches(filter, topic)) take(topic, bytes, false);
  }
}

/** MQTT 3.1.1, 4.7: `+` is one level, `#` all that follow, its parent included. */
export function matches(filter: string, topic: string): boolean {
  if (!/[+#]/.test(filter)) return filter === topic;
  const wanted = filter.split("/");
  const levels = topic.split("/");
  for (const [index, level] of wanted.entries()) {
    if (level === "#") return true;
    if (levels[index] === undefined || (level !== "+" && level !== levels[index])) return false;
  }
  return wanted.length === levels.length;
}
