import { millis, type Millis } from "../../measure/time.ts";
import type { CloseCause } from "./close-cause.ts";
import type { BrokerClient, MemoryBroker } from "./memory-broker.ts";
import type { Attempt, Connection, Message, Published, Transport, TransportEvent } from "./transport.ts";

/** This broker keeps nothing for a client, so nothing hangs on its acknowledgement. */
const NOTHING = () => undefined;
/** As most brokers grant: a wide window, and whatever we send. */
const LIMITS = { receiveMaximum: 65_535, payloadBytesMax: Infinity };

/** MQTT in simulated time, through a broker in memory. Each packet takes the broker's latency, in order. */
export function memoryTransport(broker: MemoryBroker): Transport {
  return { connect: (attempt, take) => new MemoryConnection(broker, attempt, take) };
}

class MemoryConnection implements Connection {
  readonly #broker: MemoryBroker;
  readonly #take: (event: TransportEvent) => void;
  readonly #client: BrokerClient;
  #open = true;
  #leaving = false;

  constructor(broker: MemoryBroker, attempt: Attempt, take: (event: TransportEvent) => void) {
    this.#broker = broker;
    this.#take = take;
    this.#client = {
      clientId: attempt.clientId,
      will: attempt.will,
      filters: new Set(),
      deliver: (topic, payload) => {
        this.#after(broker.latencyMs, () => take({ event: "message", topic, payload, taken: NOTHING }));
      },
      closed: (cause) => {
        this.#close(cause);
      },
    };
    this.#after(broker.latencyMs, () => {
      this.#knock();
    });
  }

  subscribe(topics: readonly string[], done: (refused: readonly string[]) => void): void {
    this.#after(this.#broker.latencyMs, () => {
      const refused = topics.filter((topic) => !this.#broker.subscribe(this.#client, topic));
      this.#after(this.#broker.latencyMs, () => done(refused));
    });
  }

  publish(message: Message, done: (result: Published) => void): void {
    this.#after(this.#broker.latencyMs, () => {
      const choked = this.#broker.faults.choke(message.topic, message.payload);
      if (choked === "hang-up") {
        this.#broker.disconnect(this.#client, true);
        this.#close({ kind: "lost", text: "closed by the broker or the network" });
      }
      if (choked !== null) return;
      const code = this.#broker.faults.refusedPublishes.get(message.topic);
      if (code === undefined) this.#broker.publish(message.topic, message.payload, message.retain);
      const result: Published = code === undefined ? { ok: true } : { ok: false, code, text: "refused" };
      this.#after(this.#broker.latencyMs, () => done(result));
    });
  }

  send(topic: string, bytes: Uint8Array): boolean {
    if (!this.#open || this.#leaving || !this.#broker.isConnected(this.#client)) return false;
    this.#after(this.#broker.latencyMs, () => this.#broker.publish(topic, bytes, false));
    return true;
  }

  leave(): void {
    this.#leaving = true;
    this.#after(this.#broker.latencyMs, () => {
      this.#broker.disconnect(this.#client, false);
      this.#close({ kind: "asked", text: "left" });
    });
  }

  drop(): void {
    this.#open = false;
    this.#broker.disconnect(this.#client, true);
  }

  #knock(): void {
    const { faults, latencyMs } = this.#broker;
    if (!this.#broker.reaches(this.#client.clientId)) {
      this.#close({ kind: "unreachable", text: "network cut" });
      return;
    }
    if (faults.refuse !== null) {
      this.#close({ kind: "refused", code: faults.refuse, text: "refused" });
      return;
    }
    this.#broker.connect(this.#client);
    this.#after(latencyMs, () => this.#take({ event: "opened", sessionPresent: false, ...LIMITS, localAddress: null }));
  }

  #close(cause: CloseCause): void {
    if (!this.#open) return;
    this.#open = false;
    this.#broker.scheduler.after(millis(0), () => this.#take({ event: "closed", cause }));
  }

  #after(wait: Millis, run: () => void): void {
    this.#broker.scheduler.after(wait, () => {
      if (this.#open) run();
    });
  }
}
