import { buildTopic } from "../../device/contract/topics.ts";
import type { MemoryBroker } from "../../device/link/session/memory-broker.ts";
import { millis } from "../../device/measure/time.ts";
import type { Host } from "./plan.ts";
import type { Receiver } from "./receiver.ts";

const TICK_MS = millis(30_000);
const LEASE_S = 180;
/** A hole may be on its way for so many ticks; then it is asked for, and again after as many. */
const PATIENCE_TICKS = 10;
const RANGES_MAX = 64;

/** The backend's side of receipts: its lease, what it has stored, and what it asks for again. */
export class Receipts {
  /** Nobody is there. */
  away = false;
  readonly #broker: MemoryBroker;
  readonly #receiver: Receiver;
  readonly #host: Host;
  readonly #tenant: string;
  readonly #devices: readonly string[];
  readonly #wallMs: () => number;
  readonly #holes = new Map<string, number>();
  #asked = 0;

  constructor(given: {
    readonly broker: MemoryBroker;
    readonly receiver: Receiver;
    readonly host: Host;
    readonly tenant: string;
    readonly devices: readonly string[];
    readonly wallMs: () => number;
  }) {
    const { broker, receiver, host, tenant, devices, wallMs } = given;
    this.#broker = broker;
    this.#receiver = receiver;
    this.#host = host;
    this.#tenant = tenant;
    this.#devices = devices;
    this.#wallMs = wallMs;
    this.#tick();
  }

  /** A receipt of someone who is wrong: above all that this device ever sent. */
  tooMuch(device: string): void {
    const watermark: Record<string, Record<string, number>> = {};
    for (const [name, { last }] of this.#receiver.accountOf(device)) {
      const [boot = "", of = ""] = name.split("/");
      watermark[boot] = { ...watermark[boot], [of]: last + 100_000 };
    }
    this.#publish(device, { v: 1, watermark });
  }

  #tick(): void {
    this.#broker.scheduler.after(TICK_MS, () => this.#tick());
    if (this.away) return;
    const { receipts, drainPerS } = this.#host;
    const host = { v: 1, leaseS: LEASE_S, receipts, ...(drainPerS === null ? {} : { drainPerS }) };
    this.#broker.publish(buildTopic({ at: "host", tenant: this.#tenant }), JSON.stringify(host), true);
    if (receipts) for (const device of this.#devices) this.#receipt(device);
  }

  #receipt(device: string): void {
    const watermark: Record<string, Record<string, number>> = {};
    const ranges: (readonly [string, number, number, number])[] = [];
    for (const [name, { last, missing }] of this.#receiver.accountOf(device)) {
      const [boot = "", of = ""] = name.split("/");
      watermark[boot] = { ...watermark[boot], [of]: (missing[0] ?? last + 1) - 1 };
      for (const seq of missing) {
        const key = `${device} ${name} ${seq}`;
        const ticks = (this.#holes.get(key) ?? 0) + 1;
        this.#holes.set(key, ticks);
        if (ticks % PATIENCE_TICKS !== 0 || ranges.length >= RANGES_MAX) continue;
        this.#receiver.needed.add(key);
        ranges.push([boot, Number(of), seq, seq]);
      }
    }
    const id = `need-${(this.#asked += 1)}`;
    const need = ranges.length === 0 ? {} : { need: { id, expires: this.#wallMs() + 86_400_000, ranges } };
    this.#publish(device, { v: 1, watermark, ...need });
  }

  #publish(device: string, ack: object): void {
    this.#broker.publish(buildTopic({ at: "ack", tenant: this.#tenant, device }), JSON.stringify(ack), true);
  }
}
