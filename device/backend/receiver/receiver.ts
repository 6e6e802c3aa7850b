import { PAYLOAD_BYTES_MAX } from "../../contract/limits.ts";
import type { HostMessage } from "../../contract/session.ts";
import { buildTopic } from "../../contract/topics.ts";
import { Broker, type BrokerAccess, type Letter, type Line } from "../broker.ts";
import { NEED_POLICY, type NeedPolicy } from "../database/receipt.ts";
import type { RecordsDatabase } from "../records-database.ts";
import { Rhythm } from "./rhythm.ts";
import { Storing, type StoringCounts } from "./storing.ts";
import { deviceTopics, everyState, probeFilter, recordFilters, subscribeAll } from "./subscriptions.ts";

export type ReceiverParts = {
  readonly access: BrokerAccess;
  readonly tenant: string;
  /** Of this receiver among those of the city. */
  readonly instance: string;
  readonly database: RecordsDatabase;
  readonly devices: readonly string[];
  /** How long devices wait before they connect again after a break, at random up to this; null: as they think. */
  readonly spreadS: number | null;
  readonly say: (line: string) => void;
  readonly trouble: (about: string, line: string) => void;
  readonly nowMs: () => number;
  readonly pace?: Pace;
};
export type Pace = {
  readonly leaseS: number;
  /** Between two receipts of one device. */
  readonly receiptMs: number;
  /** Between two looks for holes, and for devices that another receiver has heard of. */
  readonly upkeepMs: number;
  readonly probeMs: number;
  readonly need: NeedPolicy;
};

/**
 * A lease lives through the restart of a receiver; refreshed three times in it. A receipt a second costs a device little,
 * and its memory is never more than that behind. Our choice.
 */
export const PACE: Pace = { leaseS: 120, receiptMs: 1_000, upkeepMs: 30_000, probeMs: 3_000, need: NEED_POLICY };
/** Receipts that are on their way at once. Our choice. */
const RECEIPTS_AT_ONCE = 8;
/** How often a receipt is published again at once because another receiver has stored more meanwhile. */
const RECEIPT_TRIES = 3;

/** Takes a tenant's reports from a broker into a database, and gives receipts for them. Several may stand side by side. */
export class Receiver {
  readonly #parts: ReceiverParts;
  readonly #pace: Pace;
  readonly #storing: Storing;
  readonly #broker: Broker;
  readonly #rhythm = new Rhythm();
  readonly #hostTopic: string;
  readonly #known = new Set<string>();
  readonly #subscribed = new Set<string>();
  readonly #owed = new Set<string>();
  #line: Line | null = null;
  /** null: this receiver hears nothing yet. */
  #shared: boolean | null = null;
  #probed: (() => void) | null = null;

  constructor(parts: ReceiverParts) {
    const { database, nowMs, trouble, access, tenant, instance } = parts;
    this.#parts = parts;
    this.#pace = parts.pace ?? PACE;
    this.#hostTopic = buildTopic({ at: "host", tenant });
    for (const device of parts.devices) this.#known.add(device);
    this.#storing = new Storing({
      ...{ database, nowMs, trouble },
      onStored: (devices) => {
        for (const device of devices) this.#owed.add(device);
      },
      onDevice: (device) => {
        this.#known.add(device);
      },
      // What is not acknowledged comes again on a new connection alone.
      onRoom: () => this.#line?.drop(),
    });
    this.#broker = new Broker({
      access,
      clientId: `${tenant}_receive-${instance}`,
      keepSession: true,
      onLetter: (letter) => this.#take(letter),
      onUp: (line) => {
        void this.#up(line).catch((cause: unknown) => {
          this.#tell("start", cause);
          line.drop();
        });
      },
      onDown: (why) => this.#down(why),
    });
    const { receiptMs, upkeepMs, leaseS } = this.#pace;
    this.#rhythm.every(receiptMs, () => this.#guarded("receipts", this.#giveReceipts()));
    this.#rhythm.every(upkeepMs, () => this.#guarded("upkeep", this.#keepUp()));
    this.#rhythm.every((leaseS * 1_000) / 3, () => this.#guarded("lease", this.#renewLease()));
  }

  get counts(): StoringCounts & { readonly devices: number; readonly connected: boolean; readonly shared: boolean } {
    const [devices, connected] = [this.#known.size, this.#line !== null];
    return { ...this.#storing.counts, devices, connected, shared: this.#shared === true };
  }

  /** What has come is stored, and its receipts are given. */
  async close(): Promise<void> {
    await this.#rhythm.stop();
    await this.#storing.stop();
    await this.#guarded("receipts", this.#giveReceipts());
    await this.#broker.close();
    await this.#parts.database.close();
  }

  #take(letter: Letter): void {
    if (letter.topic !== this.#hostTopic) {
      this.#storing.take(letter);
      return;
    }
    letter.taken();
    this.#probed?.();
  }

  async #up(line: Line): Promise<void> {
    this.#line = line;
    const { database, devices, nowMs, say } = this.#parts;
    // The probe is a lease: a receiver that cannot store must not ask devices for what waits.
    for (const { device } of await database.devices()) this.#owed.add(device);
    if (!this.#storing.isWell) throw new Error("the database takes nothing, so no lease is given");
    if (devices.length > 0)
      await database.store(
        devices.map((device) => ({ is: "known", device })),
        nowMs(),
      );
    // It broke while the database thought.
    if (this.#line !== line) return;
    await this.#subscribe(line);
    await this.#keepUp();
    await this.#renewLease();
    // Not before: a role that may not give the lease receives nothing.
    say(`connected; this receiver takes ${this.#partOfRecords()}`);
  }

  #down(why: string): void {
    this.#line = null;
    this.#shared = null;
    this.#subscribed.clear();
    this.#storing.forget();
    this.#parts.trouble("broker", `no connection to the broker: ${why}. Tried again.`);
  }

  #partOfRecords(): string {
    if (this.#shared === true) return "a share of the records";
    return this.#parts.database.group !== null ? "all records: the broker has no shared subscriptions" : "all records";
  }

  /** Looked at each time: after a break it may be another broker, and one that shares nothing takes `$share` for a name. */
  async #subscribe(line: Line): Promise<void> {
    const { tenant, database } = this.#parts;
    this.#shared = await this.#probe(line);
    const [taken, left] = this.#shared ? [database.group, null] : [null, database.group];
    const refused = await line.subscribe([...recordFilters(tenant, taken), everyState(tenant)]);
    if (refused.length > 0) this.#tellRefused(refused);
    // What a session that was kept still has from before.
    if (taken !== left) await line.unsubscribe(recordFilters(tenant, left));
  }

  /** Whether the broker gives each packet to one receiver: then the lease comes back on a shared subscription. */
  async #probe(line: Line): Promise<boolean> {
    if (this.#parts.database.group === null || line.shared === false) return false;
    const filter = probeFilter(this.#parts.tenant, this.#parts.instance);
    if ((await line.subscribe([filter])).length > 0) return false;
    const heard = new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), this.#pace.probeMs);
      this.#probed = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
    await this.#publishLease(line);
    const shared = await heard;
    this.#probed = null;
    await line.unsubscribe([filter]);
    return shared;
  }

  /** Devices that others have heard of, and holes that stay. */
  async #keepUp(): Promise<void> {
    const { database, nowMs } = this.#parts;
    for (const { device } of await database.devices()) this.#known.add(device);
    for (const device of await database.askAgain(this.#pace.need, nowMs())) this.#owed.add(device);
    await this.#followDevices();
  }

  async #followDevices(): Promise<void> {
    const line = this.#line;
    if (line === null) return;
    const fresh = [...this.#known].filter((device) => !this.#subscribed.has(device));
    const topics = fresh.flatMap((device) => deviceTopics(this.#parts.tenant, device));
    for (const device of fresh) this.#subscribed.add(device);
    const refused = await subscribeAll(line, topics);
    if (refused.length > 0) this.#tellRefused(refused);
  }

  async #giveReceipts(): Promise<void> {
    await this.#followDevices();
    const devices = [...this.#owed];
    const line = this.#line;
    if (line === null) return;
    this.#owed.clear();
    const giveNext = async (): Promise<void> => {
      for (let device = devices.pop(); device !== undefined; device = devices.pop())
        try {
          await this.#giveReceipt(line, device);
        } catch (cause) {
          this.#owed.add(device);
          throw cause;
        }
    };
    try {
      await Promise.all(Array.from({ length: RECEIPTS_AT_ONCE }, giveNext));
    } finally {
      for (const device of devices) this.#owed.add(device);
    }
  }

  /**
   * Read, published, and read again: where another receiver has stored more meanwhile and was faster with its receipt,
   * ours would stand there and be too low. Whoever publishes last has therefore read what was committed last.
   */
  async #giveReceipt(line: Line, device: string): Promise<void> {
    const { database, tenant, nowMs } = this.#parts;
    const read = async (): Promise<string> => JSON.stringify(await database.receipt(device, nowMs()));
    let text = await read();
    for (let left = RECEIPT_TRIES; left > 0; left -= 1) {
      if (Buffer.byteLength(text) > PAYLOAD_BYTES_MAX) throw new Error(`receipt of ${device}: ${text.length} bytes`);
      await line.publish(buildTopic({ at: "ack", tenant, device }), text, true);
      const now = await read();
      if (now === text) return;
      text = now;
    }
    this.#owed.add(device);
  }

  /** A receiver that cannot store, or hears nothing yet, lets the lease run out, unless another one renews it. */
  async #renewLease(): Promise<void> {
    if (this.#line !== null && this.#shared !== null && this.#storing.isWell) await this.#publishLease(this.#line);
  }

  #publishLease(line: Line): Promise<void> {
    const { spreadS } = this.#parts;
    const host: HostMessage = {
      ...{ v: 1, leaseS: this.#pace.leaseS, receipts: true },
      ...(spreadS === null ? {} : { spreadS }),
    };
    return line.publish(this.#hostTopic, JSON.stringify(host), true);
  }

  #guarded(about: string, done: Promise<void>): Promise<void> {
    return done.catch((cause: unknown) => this.#tell(about, cause));
  }

  #tell(about: string, cause: unknown): void {
    this.#parts.trouble(about, `${about}: ${cause instanceof Error ? cause.message : String(cause)}. Tried again.`);
  }

  #tellRefused(filters: readonly string[]): void {
    const line = `the broker refused ${filters.join(", ")}. Its access list must let this receiver read them.`;
    this.#parts.trouble("refused subscription", line);
  }
}
