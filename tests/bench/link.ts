import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Report } from "../../device/measure/decision.ts";
import { LinkProcess, subscribe, until } from "../link/link-process.ts";
import { daylight } from "../link/rig.ts";
import { startProxy, type Proxy } from "../proxy/proxy.ts";
import { percentile } from "../hil/percentile.ts";
import { startMosquitto, type Mosquitto } from "../system/mosquitto.ts";
import { missedByLink, tellMissed } from "./targets.ts";

/** A day of a record every 10 s: R5. */
export const RECORDS = 8_640;
/** 100 ms there and back, 1 Mbit/s each way. */
export const NETWORK = { latencyMs: 50, bytesPerS: 125_000 };
const OFFLINE_RECORDS = 100_000;
/** Peers send so few that the bench ends today; their figures are told for all by so much. */
const SHARE = 10;
const LIVE_EVENTS = 200;
const LIVE_EVERY_MS = 100;
const DRAIN_WITHIN_S = 180;
const PEER_WITHIN_MS = 900_000;
/** Records that control hands over in one turn of the event loop. */
export const HANDED_AT_ONCE = 100;

export type LinkFound = {
  /** From the broker's return to the last record at the receiver. */
  readonly drainS: number;
  /** Bytes that the kernel wrote to disk for each byte of record, as class 2. */
  readonly wear: number;
  /** Of the records told to be stored, after kill -9 in mid-drain. */
  readonly lost: number;
  readonly residentMb: number;
  readonly residentMbAfter100000: number;
  readonly liveP50Ms: number;
  readonly liveP99Ms: number;
};
export type PeerFound = {
  readonly drainS: number;
  readonly records: number;
  readonly scaledBy: number;
  readonly wear: number;
};

/** Ours beside plain mqtt.js, with its store in memory and on disk, at one Mosquitto and through one bad network. */
export async function benchLink(json: boolean): Promise<void> {
  const broker = await startMosquitto();
  const proxy = await startProxy(broker.port);
  try {
    await proxy.set(NETWORK);
    const ours = await measureOurs(broker, proxy);
    if (!json) process.stdout.write(`ours              ${JSON.stringify(ours)}\n`);
    const mqttjs = await measurePeer("memory", proxy);
    if (!json) process.stdout.write(`mqtt.js           ${JSON.stringify(mqttjs)}\n`);
    const mqttJsonlStore = await measurePeer("jsonl", proxy);
    if (!json) process.stdout.write(`mqtt-jsonl-store  ${JSON.stringify(mqttJsonlStore)}\n`);
    process.stdout.write(`${JSON.stringify({ ours, mqttjs, mqttJsonlStore })}\n`);
    tellMissed(missedByLink(ours));
  } finally {
    await proxy.stop();
    await broker.stop();
  }
}

async function measureOurs(broker: Mosquitto, proxy: Proxy): Promise<LinkFound> {
  const backend = await subscribe(broker.url);
  const link = new LinkProcess(proxy.url());
  try {
    await until("the first session", () => backend.status === "online", 60);
    const residentMb = residentMbOf(link.child);
    await proxy.set({ down: true });
    const wroteBefore = writtenBytes(link.child);
    await tell(link, RECORDS, () => daylight(Math.round(Math.random() * 1_000)));
    await settledOnDisk(link.child);
    const written = writtenBytes(link.child) - wroteBefore;
    const upAt = performance.now();
    await proxy.set({ down: false });
    await until("half of it", () => backend.history.length > RECORDS / 2, DRAIN_WITHIN_S);
    await until("all of it", () => backend.history.length + backend.live.length >= RECORDS, DRAIN_WITHIN_S);
    const drainS = rounded((performance.now() - upAt) / 1_000, 1);
    const recordBytes = [...backend.history, ...backend.live].reduce((sum, one) => sum + JSON.stringify(one).length, 0);
    const live = await measureLive(link, proxy);
    const lost = await measureLost(link, proxy, backend);
    await proxy.set({ down: true });
    await tell(link, OFFLINE_RECORDS, () => daylight(Math.round(Math.random() * 1_000)));
    await settledOnDisk(link.child);
    const residentMbAfter100000 = residentMbOf(link.child);
    await proxy.set({ down: false });
    return { drainS, wear: rounded(written / recordBytes, 2), lost, residentMb, residentMbAfter100000, ...live };
  } finally {
    await link.close();
    await backend.client.endAsync(true);
  }
}

/** From control's word to the receiver, through the network of the bench. */
async function measureLive(link: LinkProcess, proxy: Proxy): Promise<Pick<LinkFound, "liveP50Ms" | "liveP99Ms">> {
  const listener = await subscribe(proxy.url(), "listener");
  const tookMs: number[] = [];
  for (let event = 0; event < LIVE_EVENTS; event += 1) {
    const seen = listener.live.length;
    const toldAt = performance.now();
    link.report(alarm(event % 2 === 0));
    await until("a live event", () => listener.live.length > seen, 30);
    tookMs.push(performance.now() - toldAt);
    await pause(LIVE_EVERY_MS);
  }
  await listener.client.endAsync(true);
  return { liveP50Ms: rounded(percentile(tookMs, 50), 1), liveP99Ms: rounded(percentile(tookMs, 99), 1) };
}

type Backend = Awaited<ReturnType<typeof subscribe>>;

/** Killed while it drains; what it had told control it holds must all come. */
async function measureLost(link: LinkProcess, proxy: Proxy, backend: Backend): Promise<number> {
  await proxy.set({ down: true });
  const before = new Set(backend.keys).size;
  const alarms = 1_000;
  await tell(link, alarms, (index) => alarm(index % 2 === 0));
  await until("control to be told that all is stored", () => link.outgoing.waiting === 0, 60);
  await proxy.set({ down: false });
  await until("the drain", () => new Set(backend.keys).size > before + alarms / 10, DRAIN_WITHIN_S);
  await link.end("SIGKILL");
  link.start();
  await until("the rest", () => new Set(backend.keys).size >= before + alarms, DRAIN_WITHIN_S).catch(() => undefined);
  return Math.max(0, before + alarms - new Set(backend.keys).size);
}

async function measurePeer(store: "memory" | "jsonl", proxy: Proxy): Promise<PeerFound> {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-bench-peer-"));
  const records = RECORDS / SHARE;
  await proxy.set({ down: true });
  const words = [store, proxy.url(), String(records), folder];
  const child = fork(new URL("link-peer.ts", import.meta.url), words, {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  try {
    // Loading a program for the first time writes too: when each of its files was last read.
    await message(child, "ready");
    const wroteBefore = writtenBytes(child);
    const stored = message(child, "stored");
    child.send("begin");
    await stored;
    await settledOnDisk(child);
    const written = writtenBytes(child) - wroteBefore;
    const upAt = performance.now();
    const drained = message(child, "drained");
    await proxy.set({ down: false });
    const count = await drained;
    const drainS = rounded(((performance.now() - upAt) / 1_000) * SHARE, 1);
    return { drainS, records: count, scaledBy: SHARE, wear: rounded(written / (records * RECORD_BYTES), 2) };
  } finally {
    child.kill("SIGKILL");
    await once(child, "exit");
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of a peer's record, about. */
const RECORD_BYTES = 200;

async function message(child: ChildProcess, key: "ready" | "stored" | "drained"): Promise<number> {
  const signal = AbortSignal.timeout(PEER_WITHIN_MS);
  for (;;) {
    const [said] = (await once(child, "message", { signal })) as [Readonly<Record<string, number | true>>];
    if (said[key] !== undefined) return Number(said[key]);
  }
}

async function tell(link: LinkProcess, count: number, report: (index: number) => Report): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    link.report(report(index));
    if (index % HANDED_AT_ONCE === HANDED_AT_ONCE - 1) await pause(5);
  }
}

/** Until nothing has been written for a while. */
async function settledOnDisk(child: ChildProcess): Promise<void> {
  for (let last = -1; writtenBytes(child) !== last;) {
    last = writtenBytes(child);
    await pause(3_000);
  }
}

const alarm = (active: boolean): Report => ({ kind: "event", stream: "clock-lost", class: 0, values: { active } });
const writtenBytes = ({ pid }: ChildProcess): number =>
  Number(/write_bytes: (\d+)/.exec(readFileSync(`/proc/${pid ?? 0}/io`, "utf8"))?.[1]);
const residentMbOf = ({ pid }: ChildProcess): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid ?? 0}/status`, "utf8"))?.[1]) / 1_000);
const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;
