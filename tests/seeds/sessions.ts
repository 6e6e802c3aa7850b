import { memoryTransport } from "../../device/link/session/memory-transport.ts";
import type { MemoryBroker } from "../../device/link/session/memory-broker.ts";
import type { Attempt, Connection, Message, Transport, TransportEvent } from "../../device/link/session/transport.ts";
import type { Instant, Millis } from "../../device/measure/time.ts";

/** A command on its way: QoS 1, never retained. `acknowledged` is called once. */
type Parcel = { readonly topic: string; readonly payload: Uint8Array; readonly acknowledged: () => void };

/** What a broker keeps for a device between its connections: it delivers again until the PUBACK has come. */
export class Sessions {
  /** When the newest connection of each client was opened. */
  readonly openedAt = new Map<string, Instant>();
  /** Of the newest connection of each client. */
  readonly #wills = new Map<string, Message>();
  /** Each delivery comes twice. */
  doubles = false;
  readonly #broker: MemoryBroker;
  readonly #waiting = new Map<string, Parcel[]>();
  readonly #open = new Map<string, (parcel: Parcel) => void>();

  constructor(broker: MemoryBroker) {
    this.#broker = broker;
  }

  send(clientId: string, topic: string, text: string, acknowledged: () => void): void {
    const parcel = { topic, payload: new TextEncoder().encode(text), acknowledged };
    this.#waiting.set(clientId, [...(this.#waiting.get(clientId) ?? []), parcel]);
    this.#open.get(clientId)?.(parcel);
  }

  /** What the last connection left behind comes so long after it, as in a cluster of brokers. */
  willLate(clientId: string, wait: Millis): void {
    const will = this.#wills.get(clientId);
    if (will === undefined) return;
    this.#broker.scheduler.after(wait, () => this.#broker.publish(will.topic, will.payload, will.retain));
  }

  /** The broker has lost them. */
  forget(): void {
    this.#waiting.clear();
  }

  transport(): Transport {
    return { connect: (attempt, take) => this.#connect(attempt, take) };
  }

  #connect(attempt: Attempt, take: (event: TransportEvent) => void): Connection {
    const { clientId } = attempt;
    const deliver = (parcel: Parcel): void => {
      for (let times = this.doubles ? 2 : 1; times > 0; times -= 1) this.#later(clientId, deliver, parcel, take);
    };
    const connection = memoryTransport(this.#broker).connect(attempt, (event) => {
      if (event.event === "closed") this.#close(clientId, deliver);
      if (event.event !== "opened") {
        take(event);
        return;
      }
      this.openedAt.set(clientId, this.#broker.scheduler.now());
      this.#wills.set(clientId, attempt.will);
      this.#open.set(clientId, deliver);
      take({ ...event, sessionPresent: this.#waiting.has(clientId) });
      for (const parcel of this.#waiting.get(clientId) ?? []) deliver(parcel);
      this.#waiting.set(clientId, this.#waiting.get(clientId) ?? []);
    });
    return {
      subscribe: (...words) => connection.subscribe(...words),
      publish: (...words) => connection.publish(...words),
      send: (...words) => connection.send(...words),
      leave: () => connection.leave(),
      drop: () => {
        this.#close(clientId, deliver);
        connection.drop();
      },
    };
  }

  #later(
    clientId: string,
    deliver: (parcel: Parcel) => void,
    parcel: Parcel,
    take: (event: TransportEvent) => void,
  ): void {
    const { scheduler, latencyMs } = this.#broker;
    const isOpen = (): boolean => this.#open.get(clientId) === deliver;
    const taken = (): void => {
      scheduler.after(latencyMs, () => {
        if (isOpen()) this.#settle(clientId, parcel);
      });
    };
    scheduler.after(latencyMs, () => {
      if (isOpen()) take({ event: "message", topic: parcel.topic, payload: parcel.payload, taken });
    });
  }

  #settle(clientId: string, parcel: Parcel): void {
    const waiting = this.#waiting.get(clientId) ?? [];
    if (!waiting.includes(parcel)) return;
    this.#waiting.set(
      clientId,
      waiting.filter((other) => other !== parcel),
    );
    parcel.acknowledged();
  }

  #close(clientId: string, deliver: (parcel: Parcel) => void): void {
    if (this.#open.get(clientId) === deliver) this.#open.delete(clientId);
  }
}
