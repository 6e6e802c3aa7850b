import { setTimeout as pause } from "node:timers/promises";
import { MemoryChannel } from "../../../device/channel/memory.ts";
import { countersOf } from "../../../device/link/counters.ts";
import type { LinkConfig } from "../../../device/link/link-config.ts";
import { Link } from "../../../device/link/link.ts";
import type { Transport } from "../../../device/link/session/transport.ts";
import { localStore } from "../../../device/link/store/local-store.ts";
import { after, instant, millis } from "../../../device/measure/time.ts";
import { SimulatedTime } from "../../../hal-mocks/simulated-time.ts";
import { linkConfig } from "../rig.ts";

/** While an answer may come from a real socket: 5 ms of ours for 100 ms of the device's, so 30 s are 1.5 s. */
const STEP_MS = 100;
const STEP_REAL_MS = 5;
const STEPS_MAX = 20_000;

/**
 * A link on real sockets whose waits cost nothing: time passes slowly while a connection is being made, and jumps from
 * one wait to the end of the next.
 */
export class FastLink {
  readonly time = new SimulatedTime(instant(1_000));
  readonly said: string[] = [];
  readonly link: Link;
  tries = 0;
  #busy = false;

  constructor(transport: Transport, config: LinkConfig = linkConfig(), random = Math.random) {
    const store = localStore({ scheduler: this.time, boot: "00000000000000bb" });
    let session = 0;
    this.link = new Link({
      config,
      version: "0.1.0",
      control: new MemoryChannel(this.time).openLink(),
      transport: { connect: (attempt, take) => this.#connect(transport, attempt, take) },
      store,
      scheduler: this.time,
      random,
      counters: countersOf(store, () => (session += 1)),
      say: (line) => this.said.push(line),
    });
  }

  get isLive(): boolean {
    return this.link.status().connected;
  }

  /** Ms of the device's time until it holds. */
  async until(what: string, holds: () => boolean): Promise<number> {
    const begin = this.time.now();
    for (let step = 0; step < STEPS_MAX; step += 1) {
      if (holds()) return this.time.now() - begin;
      if (this.#busy) await pause(STEP_REAL_MS);
      const next = this.#busy ? after(this.time.now(), millis(STEP_MS)) : this.time.next;
      if (next === null) throw new Error(`nothing is awaited, and never: ${what}`);
      this.time.moveTo(next);
    }
    throw new Error(`never: ${what}; ${this.said.at(-1) ?? "nothing said"}`);
  }

  end(): void {
    this.link.stop(() => undefined);
    this.time.moveTo(after(this.time.now(), millis(5_000)));
  }

  #connect(inner: Transport, attempt: Parameters<Transport["connect"]>[0], take: Parameters<Transport["connect"]>[1]) {
    this.tries += 1;
    this.#busy = true;
    const connection = inner.connect(attempt, (event) => {
      if (event.event === "closed") this.#busy = false;
      take(event);
    });
    const drop = (): void => {
      this.#busy = false;
      connection.drop();
    };
    return {
      subscribe: connection.subscribe.bind(connection),
      publish: connection.publish.bind(connection),
      send: connection.send.bind(connection),
      leave: connection.leave.bind(connection),
      drop,
    };
  }
}
