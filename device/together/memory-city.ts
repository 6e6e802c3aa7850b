import { Counter, type Tally } from "../backend/tally.ts";
import { parseTopic } from "../contract/topics.ts";
import { MemoryBroker } from "../link/session/memory-broker.ts";
import { memoryTransport } from "../link/session/memory-transport.ts";
import type { Transport } from "../link/session/transport.ts";
import type { Scheduler } from "../measure/scheduler.ts";
import type { City } from "./city.ts";

/** A packet as a broker hands it on. */
export type Packet = { readonly topic: string; readonly payload: Uint8Array; readonly retain: boolean };
/** A city on simulated time: broker and receiver in memory. `cut` is the network going away from all devices. */
export class MemoryCity implements City {
  readonly #broker: MemoryBroker;
  readonly #counter = new Counter();

  constructor(scheduler: Scheduler, hear: (packet: Packet) => void = () => undefined) {
    this.#broker = new MemoryBroker(scheduler);
    this.#broker.watch("gaturum/#", (topic, payload) => {
      this.#counter.take(topic, payload);
      hear({ topic, payload, retain: RETAINED.has(parseTopic(topic)?.at ?? "") });
    });
  }

  get isCut(): boolean {
    return this.#broker.isCut;
  }
  cut(away: boolean): void {
    if (away) this.#broker.cut();
    else this.#broker.mend();
  }
  transport(): Transport {
    return memoryTransport(this.#broker);
  }
  tally(): Tally {
    return this.#counter.tally;
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

const RETAINED = new Set(["state", "birth", "host"]);
