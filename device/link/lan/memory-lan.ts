import type { Scheduler } from "../../measure/scheduler.ts";
import { millis, type Millis } from "../../measure/time.ts";
import type { LanPort } from "./lan-port.ts";

/** A LAN of posts in one process, on their clock: in order, with a latency, and with a switch that can be pulled. */
export class MemoryLan {
  /** One way. A few milliseconds, as of a radio bridge between posts. */
  latencyMs: Millis = millis(3);
  isCut = false;
  /** Packets that were sent, from and to by name: what a listener on the LAN would see. */
  watch: (from: string, to: string, bytes: Uint8Array) => void = () => undefined;
  readonly #scheduler: Scheduler;
  readonly #posts = new Map<string, MemoryPort>();

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** A post takes its name on the LAN; one that had it before is off. */
  join(name: string): LanPort {
    const port = new MemoryPort(
      (to, bytes) => {
        if (this.#posts.get(name) !== port) return false;
        this.inject(name, to, bytes);
        return true;
      },
      () => {
        if (this.#posts.get(name) === port) this.#posts.delete(name);
      },
    );
    this.#posts.set(name, port);
    return port;
  }

  /** Bytes from whoever says that it is `from`. */
  inject(from: string, to: string, bytes: Uint8Array): void {
    this.watch(from, to, bytes);
    if (this.isCut) return;
    this.#scheduler.after(this.latencyMs, () => this.#posts.get(to)?.take(bytes, from));
  }
}

class MemoryPort implements LanPort {
  readonly isShared = false;
  readonly send: LanPort["send"];
  readonly close: LanPort["close"];
  take: (bytes: Uint8Array, from: string) => void = () => undefined;

  constructor(send: LanPort["send"], close: LanPort["close"]) {
    this.send = send;
    this.close = close;
  }

  onPacket(take: (bytes: Uint8Array, from: string) => void): void {
    this.take = take;
  }

  onUp(take: () => void): void {
    take();
  }
}
