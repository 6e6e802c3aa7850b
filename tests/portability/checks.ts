import mqtt, { type MqttClient } from "mqtt";
import { PAYLOAD_BYTES_MAX } from "../../device/contract/limits.ts";
import { BASE, Backend, clockLost, daylight } from "../link/rig.ts";
import { LinkProcess, until } from "../link/link-process.ts";
import { startProxy, type Proxy } from "../proxy/proxy.ts";
import type { Broker } from "./brokers.ts";

/** Where one check stands on: a broker, a bad network before it, a link behind that, and a city that asks for exact topics. */
export class Bench {
  readonly backend = new Backend();
  readonly proxy: Proxy;
  readonly link: LinkProcess;
  readonly client: MqttClient;

  private constructor(proxy: Proxy, link: LinkProcess, client: MqttClient) {
    this.proxy = proxy;
    this.link = link;
    this.client = client;
  }

  static async open(broker: Broker): Promise<Bench> {
    const proxy = await startProxy(broker.port);
    const client = await mqtt.connectAsync(urlOf(broker), { protocolVersion: 4, clientId: "city", reconnectPeriod: 0 });
    const bench = new Bench(proxy, new LinkProcess(proxy.url()), client);
    client.on("message", (topic, payload) => bench.backend.take(topic, payload));
    for (const topic of TOPICS) await client.subscribeAsync(`${BASE}/${topic}`, { qos: 1 });
    await until("the session", () => bench.backend.status === "online", 60);
    return bench;
  }

  async close(): Promise<void> {
    await this.link.close();
    await this.client.endAsync(true);
    await this.proxy.stop();
  }
}

export type Check = {
  readonly name: string;
  /** false: we can live without, and the table says how it is. */
  readonly must: boolean;
  /** Throws, or false: not so. */
  readonly run: (broker: Broker) => Promise<boolean>;
};

const TOPICS = ["up/state", "up/birth", "up/e/active", "up/e/clock-lost", "up/t/daylight", "up/b"];
const urlOf = ({ port }: Broker): string => `mqtt://127.0.0.1:${port}`;
const OUTAGE_RECORDS = 300;
const ANSWERS_WITHIN_S = 30;

export const CHECKS: readonly Check[] = [
  on("session, birth and alarms are announced, and a record comes live", async ({ backend, link }) => {
    link.report(clockLost(true));
    await until("a live record", () => backend.live.length > 0, ANSWERS_WITHIN_S);
    return (
      backend.problems.length === 0 && backend.active !== null && backend.topics.some((one) => one.endsWith("birth"))
    );
  }),
  on("what an outage held up comes as history, none lost and none twice", async ({ backend, link, proxy }) => {
    await proxy.set({ down: true });
    for (let index = 0; index < OUTAGE_RECORDS; index += 1) link.report(daylight(index));
    await proxy.set({ down: false });
    await until("the backfill", () => backend.history.length >= OUTAGE_RECORDS, 2 * ANSWERS_WITHIN_S);
    return new Set(backend.keys).size === backend.keys.length && backend.keys.length === OUTAGE_RECORDS;
  }),
  on("a device that is killed is told lost by its will, and online again", async ({ backend, link }) => {
    await link.end("SIGKILL");
    await until("the will", () => backend.status === "lost", ANSWERS_WITHIN_S);
    link.start();
    await until("it to be back", () => backend.status === "online", ANSWERS_WITHIN_S);
    return true;
  }),
  on("a clean end is told offline, and no will follows", async ({ backend, link }) => {
    await link.end("SIGTERM");
    await until("offline", () => backend.status === "offline", ANSWERS_WITHIN_S);
    return backend.states.every(({ status }) => status !== "lost");
  }),
  on("state and birth are there for whoever asks later by their exact topics", async (_, broker) => {
    const late = await retained(broker, [`${BASE}/up/state`, `${BASE}/up/birth`]);
    return late.length === 2;
  }),
  {
    name: "QoS 1 waits for a device that is away (session kept, at least once)",
    must: true,
    run: (broker) => waits(broker),
  },
  { name: "a payload of 64 KB passes", must: true, run: (broker) => passes(broker, PAYLOAD_BYTES_MAX) },
  {
    name: "retained messages answer a subscription with wildcards",
    must: false,
    run: (broker) => wildcards(broker),
  },
  { name: "shared subscriptions", must: false, run: (broker) => shares(broker) },
];

function on(name: string, holds: (bench: Bench, broker: Broker) => Promise<boolean>): Check {
  const run = async (broker: Broker): Promise<boolean> => {
    const bench = await Bench.open(broker);
    try {
      return await holds(bench, broker);
    } finally {
      await bench.close();
    }
  };
  return { name, must: true, run };
}

const client = (broker: Broker, clientId: string, clean = true): Promise<MqttClient> =>
  mqtt.connectAsync(urlOf(broker), { protocolVersion: 4, clientId, clean, reconnectPeriod: 0 });

/** What comes within a while to whoever subscribes now. */
async function retained(broker: Broker, filters: string[]): Promise<readonly string[]> {
  const late = await client(broker, "late");
  const heard: string[] = [];
  late.on("message", (topic) => heard.push(topic));
  await late.subscribeAsync(filters, { qos: 1 });
  await until("retained messages", () => heard.length >= filters.length, 5).catch(() => undefined);
  await late.endAsync(true);
  return heard;
}

async function waits(broker: Broker): Promise<boolean> {
  const first = await client(broker, "away", false);
  await first.subscribeAsync(`${BASE}/dn/c/+`, { qos: 1 });
  await first.endAsync();
  const city = await client(broker, "asks");
  await city.publishAsync(`${BASE}/dn/c/identify`, "{}", { qos: 1 });
  await city.endAsync();
  const heard: string[] = [];
  const again = mqtt.connect(urlOf(broker), { protocolVersion: 4, clientId: "away", clean: false, reconnectPeriod: 0 });
  again.on("message", (topic) => heard.push(topic));
  await until("what waited", () => heard.length > 0, 10).catch(() => undefined);
  await again.endAsync(true);
  return heard.length === 1;
}

async function passes(broker: Broker, bytes: number): Promise<boolean> {
  const both = await client(broker, "large");
  let got = 0;
  both.on("message", (_topic, payload) => (got = payload.length));
  await both.subscribeAsync(`${BASE}/up/b`, { qos: 1 });
  await both.publishAsync(`${BASE}/up/b`, Buffer.alloc(bytes, "x"), { qos: 1 });
  await until("it", () => got === bytes, 10).catch(() => undefined);
  await both.endAsync(true);
  return got === bytes;
}

async function wildcards(broker: Broker): Promise<boolean> {
  const city = await client(broker, "keeps");
  await city.publishAsync("gaturum/1/stockholm/wild/up/state", "{}", { qos: 1, retain: true });
  await city.endAsync();
  return (await retained(broker, ["gaturum/1/+/wild/up/state"])).length > 0;
}

/** Two of one group: each message comes to one of them. */
async function shares(broker: Broker): Promise<boolean> {
  const group = await Promise.all([client(broker, "share-1"), client(broker, "share-2")]);
  let heard = 0;
  try {
    for (const one of group) {
      one.on("message", () => (heard += 1));
      one.on("error", () => undefined);
      await one.subscribeAsync("$share/city/gaturum/1/+/+/up/b", { qos: 1 });
    }
    const city = await client(broker, "feeds");
    for (let index = 0; index < 20; index += 1) await city.publishAsync(`${BASE}/up/b`, "{}", { qos: 1 });
    await city.endAsync();
    await until("twenty", () => heard >= 20, 5).catch(() => undefined);
    return heard === 20;
  } catch {
    return false;
  } finally {
    for (const one of group) await one.endAsync(true);
  }
}
