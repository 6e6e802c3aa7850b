import mqtt from "mqtt";
import type { AckMessage } from "../../device/contract/downlink.ts";
import type { DeviceRecord } from "../../device/contract/record.ts";
import { buildTopic } from "../../device/contract/topics.ts";
import { BOOT, gap, record } from "./said.ts";

/** As a device keeps: unacknowledged packets on their way, and how long without news before it sends again. */
const WINDOW = 8;
const AGAIN_MS = 4_000;
const CLASSES = [0, 1, 2] as const;

type Held = { readonly record: DeviceRecord; state: "waiting" | "sent" };

/**
 * A device as a backend meets it: it keeps each record until a receipt covers it, sends in bad order and twice, makes a gap
 * now and then, and answers what it is asked for again.
 */
export class Sender {
  readonly device: string;
  readonly made: DeviceRecord[] = [];
  /** Never sent, and told so in a gap. */
  readonly lost: string[] = [];
  readonly #client: mqtt.MqttClient;
  readonly #random: () => number;
  readonly #held = new Map<string, Held>();
  readonly #lastSeq = [0, 0, 0];
  #onTheWay = 0;
  #newsAt = performance.now();
  #lastNeed = "";
  receiptsAsked = 0;

  private constructor(client: mqtt.MqttClient, device: string, random: () => number) {
    this.#client = client;
    this.device = device;
    this.#random = random;
  }

  static async connect(url: string, device: string, random: () => number): Promise<Sender> {
    const options = {
      protocolVersion: 4,
      clientId: `stockholm_${device}`,
      clean: false,
      reconnectPeriod: 300,
    } as const;
    const client = await mqtt.connectAsync(url, options, false);
    const sender = new Sender(client, device, random);
    client.on("message", (_topic, payload) => sender.#receipt(JSON.parse(payload.toString()) as AckMessage));
    client.on("error", () => undefined);
    await client.subscribeAsync(buildTopic({ at: "ack", tenant: "stockholm", device }), { qos: 1 });
    return sender;
  }

  get held(): number {
    return this.#held.size;
  }

  make(): void {
    const of = CLASSES[Math.floor(this.#random() * 3)] ?? 2;
    const seq = (this.#lastSeq[of] = (this.#lastSeq[of] ?? 0) + 1);
    if (of === 2 && this.#random() < 0.03) {
      this.lost.push(`${BOOT}/2/${seq}`);
      const last = (this.#lastSeq[0] = (this.#lastSeq[0] ?? 0) + 1);
      this.#hold(gap(last, 2, [[seq, seq]]));
    } else this.#hold(record(seq, { class: of }));
  }

  /** Sends what waits, as far as the window lets it; after a silence what was sent already. */
  pump(): void {
    if (performance.now() - this.#newsAt > AGAIN_MS) {
      this.#newsAt = performance.now();
      for (const held of this.#held.values()) held.state = "waiting";
    }
    const waiting = [...this.#held.values()].filter(({ state }) => state === "waiting");
    while (this.#onTheWay < WINDOW && waiting.length > 0) {
      const live = this.#random() < 0.5;
      const at = live ? Math.floor(this.#random() * Math.min(4, waiting.length)) : 0;
      const chosen = waiting.splice(at, live ? 1 : 1 + Math.floor(this.#random() * 20));
      this.#send(chosen, live);
      if (this.#random() < 0.1) this.#send(chosen, live);
    }
  }

  async close(): Promise<void> {
    await this.#client.endAsync(true);
  }

  #hold(made: DeviceRecord): void {
    this.made.push(made);
    this.#held.set(keyOf(made), { record: made, state: "waiting" });
  }

  #send(chosen: readonly Held[], live: boolean): void {
    for (const held of chosen) held.state = "sent";
    const records = chosen.map((held) => held.record);
    const [first] = records;
    if (first === undefined) return;
    const place = { tenant: "stockholm", device: this.device };
    const at = ["clock-lost", "lost", "gap"].includes(first.stream) ? "event" : "sample";
    const topic = live ? buildTopic({ at, ...place, stream: first.stream }) : buildTopic({ at: "batch", ...place });
    this.#onTheWay += 1;
    this.#client.publish(topic, JSON.stringify(live ? first : { v: 1, history: true, records }), { qos: 1 }, () => {
      this.#onTheWay -= 1;
    });
  }

  #receipt({ watermark, need }: AckMessage): void {
    this.#newsAt = performance.now();
    for (const [key, { record: made }] of this.#held)
      if (made.seq <= (watermark[made.boot]?.[String(made.class) as "0"] ?? 0)) this.#held.delete(key);
    if (need === undefined || need.id === this.#lastNeed) return;
    this.#lastNeed = need.id;
    this.receiptsAsked += 1;
    for (const [boot, of, from, to] of need.ranges)
      for (const held of this.#held.values()) {
        const { seq } = held.record;
        if (held.record.boot === boot && held.record.class === of && seq >= from && seq <= to) held.state = "waiting";
      }
  }
}

export const keyOf = ({ boot, class: of, seq }: DeviceRecord): string => `${boot}/${of}/${seq}`;
