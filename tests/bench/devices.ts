import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import mqtt from "mqtt";
import { birthSchema, stateSchema } from "../../device/contract/session.ts";
import { buildTopic, parseTopic } from "../../device/contract/topics.ts";
import { until } from "../link/link-process.ts";
import { freePort, startMosquitto } from "../system/mosquitto.ts";
import { cpuSecondsOf } from "./cpu-seconds.ts";

export type DevicesFound = {
  readonly devices: number;
  readonly births: number;
  /** Connections in the worst 10 s, in units of what an even spread gives; at the first start and after the broker came back. */
  readonly peakAtStart: number;
  readonly peakAfterOutage: number;
  readonly allBackAfterS: number;
  /** Of the processor, while each reports every 20 s. */
  readonly linkCpuPct: number;
  readonly brokerCpuPct: number;
  readonly linkKb: number;
  readonly brokerKb: number;
};
/** What one device more costs, from the smallest size to the largest: without what a process takes by itself. */
export type Slope = Pick<DevicesFound, "linkKb" | "brokerKb" | "linkCpuPct" | "brokerCpuPct">;

const SIZES = [100, 300, 1_000] as const;
/** Half of what a city would choose, so that the bench ends in minutes; peaks are told in units of its mean. */
const SPREAD_S = 60;
const STEADY_S = 30;
const OUTAGE_S = 10;
/** What every peak is counted over (R6). */
const WINDOW_S = 10;
const PEAK_MAX = 2;

/** So many devices at one Mosquitto: do they come at once, what does each cost, and does it grow with their number? */
export async function benchDevices(json: boolean): Promise<void> {
  const found: DevicesFound[] = [];
  for (const devices of SIZES) {
    const one = await measure(devices);
    found.push(one);
    if (!json) process.stdout.write(`${inWords(one)}\n`);
  }
  const missed = found.flatMap(({ devices, births, peakAtStart, peakAfterOutage }) => [
    ...(births === devices ? [] : [`${births} births of ${devices}`]),
    ...(Math.max(peakAtStart, peakAfterOutage) <= PEAK_MAX ? [] : [`${devices}: a peak over ${PEAK_MAX} x the mean`]),
  ]);
  for (const line of missed) process.stderr.write(`missed: ${line}\n`);
  process.exitCode = missed.length === 0 ? 0 : 1;
  process.stdout.write(`${JSON.stringify({ sizes: found, slope: slopeOf(found) })}\n`);
}

function slopeOf(found: readonly DevicesFound[]): Slope | null {
  const [least, most] = [found[0], found.at(-1)];
  if (least === undefined || most === undefined) return null;
  const more = (of: keyof Slope): number =>
    rounded((most[of] * most.devices - least[of] * least.devices) / (most.devices - least.devices), 4);
  return {
    ...{ linkKb: more("linkKb"), brokerKb: more("brokerKb") },
    ...{ linkCpuPct: more("linkCpuPct"), brokerCpuPct: more("brokerCpuPct") },
  };
}

async function measure(devices: number): Promise<DevicesFound> {
  const port = await freePort();
  let broker = await startMosquitto({ port });
  let city = await City.open(broker.url);
  const bare = kilobytesOf(broker.pid);
  const words = [String(devices), broker.url, String(SPREAD_S * 1_000)];
  const child = fork(new URL("devices-child.ts", import.meta.url), words, { stdio: "inherit" });
  const pid = child.pid ?? 0;
  try {
    await until("all births", () => city.births.size === devices, 3 * SPREAD_S);
    const peakAtStart = peakOf(city.onlineAt, devices);
    const before = [cpuSecondsOf(pid) ?? 0, cpuSecondsOf(broker.pid) ?? 0] as const;
    await pause(STEADY_S * 1_000);
    const share = (seconds: number): number => rounded((100 * seconds) / STEADY_S / devices, 4);
    const linkCpuPct = share((cpuSecondsOf(pid) ?? 0) - before[0]);
    const brokerCpuPct = share((cpuSecondsOf(broker.pid) ?? 0) - before[1]);
    const [linkKb, brokerKb] = [kilobytesOf(pid) / devices, (kilobytesOf(broker.pid) - bare) / devices].map(Math.round);
    const { births } = city;
    await city.close();
    await broker.kill();
    await pause(OUTAGE_S * 1_000);
    broker = await startMosquitto({ port });
    const backAt = performance.now();
    city = await City.open(broker.url);
    await until("all to be back", () => city.online.size === devices, 6 * SPREAD_S);
    const allBackAfterS = rounded((performance.now() - backAt) / 1_000, 1);
    const peakAfterOutage = peakOf(city.onlineAt, devices);
    const costs = { linkCpuPct, brokerCpuPct, linkKb: linkKb ?? 0, brokerKb: brokerKb ?? 0 };
    return { devices, births: births.size, peakAtStart, peakAfterOutage, allBackAfterS, ...costs };
  } finally {
    child.kill("SIGKILL");
    await once(child, "exit");
    await city.close();
    await broker.stop();
  }
}

/** What a city sees of it: births, and when each device came online. It asks for a spread. */
class City {
  readonly births = new Set<string>();
  readonly online = new Set<string>();
  readonly onlineAt: number[] = [];
  readonly #client: mqtt.MqttClient;

  private constructor(client: mqtt.MqttClient) {
    this.#client = client;
    client.on("message", (text, payload) => this.#take(text, payload));
  }

  static async open(url: string): Promise<City> {
    const client = await mqtt.connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0 });
    const city = new City(client);
    const host = { v: 1, leaseS: 86_400, receipts: false, spreadS: SPREAD_S };
    const topic = buildTopic({ at: "host", tenant: "stockholm" });
    await client.publishAsync(topic, JSON.stringify(host), { qos: 1, retain: true });
    await client.subscribeAsync(["gaturum/1/stockholm/+/up/state", "gaturum/1/stockholm/+/up/birth"], { qos: 1 });
    return city;
  }

  close(): Promise<void> {
    return this.#client.endAsync(true);
  }

  #take(text: string, payload: Uint8Array): void {
    const topic = parseTopic(text);
    if (topic === null || !("device" in topic) || payload.length === 0) return;
    const value: unknown = JSON.parse(Buffer.from(payload).toString());
    if (topic.at === "birth" && birthSchema.safeParse(value).success) this.births.add(topic.device);
    if (topic.at !== "state" || stateSchema.safeParse(value).data?.status !== "online") return;
    this.online.add(topic.device);
    this.onlineAt.push(performance.now());
  }
}

/** The fullest window, in units of what an even spread would put into it. */
function peakOf(moments: readonly number[], devices: number): number {
  const windowMs = WINDOW_S * 1_000;
  const most = Math.max(...moments.map((from) => moments.filter((at) => at >= from && at < from + windowMs).length));
  return rounded(most / ((devices * WINDOW_S) / SPREAD_S), 2);
}

const kilobytesOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;
const inWords = (one: DevicesFound): string =>
  `${one.devices} devices: ${one.births} births; worst 10 s ${one.peakAtStart} and, after an outage, ` +
  `${one.peakAfterOutage} times the mean, all back after ${one.allBackAfterS} s; a device takes ${one.linkCpuPct} % ` +
  `of a processor and ${one.linkKb} kB, and of the broker ${one.brokerCpuPct} % and ${one.brokerKb} kB`;
