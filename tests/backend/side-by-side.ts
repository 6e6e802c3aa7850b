import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { Mosquitto } from "../system/mosquitto.ts";
import { withClient } from "./postgres.ts";
import { keyOf, Sender } from "./sender.ts";

const PROCESS = new URL("receiver-process.ts", import.meta.url).pathname;
const TURN_MS = 10;
/** All is delivered long before; then something hangs. */
const AT_MOST_MS = 60_000;
const AT_MOST_A_RECORD_MS = 15;

export type Outcome = {
  readonly made: number;
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  readonly kills: number;
};

/** A receiver in a process of its own, which can be killed. */
export class ReceiverProcess {
  readonly #words: readonly string[];
  #child: ChildProcess;
  said = "";

  constructor(...words: readonly string[]) {
    this.#words = words;
    this.#child = this.#start();
  }

  async connected(): Promise<void> {
    const giveUpAt = Date.now() + AT_MOST_MS;
    while (!this.said.includes("connected; ")) {
      if (Date.now() > giveUpAt || this.#child.exitCode !== null) throw new Error(`receiver: ${this.said}`);
      await pause(20);
    }
  }

  /** It must not end by itself. */
  mustLive(): void {
    const { exitCode } = this.#child;
    if (exitCode !== null) throw new Error(`a receiver ended with ${exitCode}: ${this.said.slice(-2_000)}`);
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "close");
    this.#child.kill(signal);
    await ended;
  }

  restart(): void {
    this.said = "";
    this.#child = this.#start();
  }

  #start(): ChildProcess {
    const child = spawn(process.execPath, [PROCESS, ...this.#words], { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (this.said += text));
    return child;
  }
}

/** Devices speak, two receivers listen, one of them is killed again and again; then all is counted in the database. */
export async function sideBySide(
  broker: Mosquitto,
  database: string,
  { seed, devices, records, kills }: Record<"seed" | "devices" | "records" | "kills", number>,
): Promise<Outcome> {
  const random = chance(seed);
  const receivers = ["one", "other"].map(
    (name) => new ReceiverProcess(broker.url, "stockholm", database, `${name}-${seed}`),
  );
  const senders: Sender[] = [];
  try {
    await Promise.all(receivers.map((receiver) => receiver.connected()));
    for (let at = 1; at <= devices; at += 1) senders.push(await Sender.connect(broker.url, `lamp-${at}`, random));
    const total = devices * records;
    let [made, killed] = [0, 0];
    const giveUpAt = Date.now() + AT_MOST_MS + total * AT_MOST_A_RECORD_MS;
    while (made < total || senders.some(({ held }) => held > 0)) {
      if (Date.now() > giveUpAt) break;
      if (killed < kills && made >= (total * (killed + 1)) / (kills + 1)) {
        const victim = receivers[Math.floor(random() * receivers.length)];
        await victim?.kill();
        victim?.restart();
        killed += 1;
      }
      for (const sender of senders) {
        for (let more = Math.floor(random() * 8); more > 0 && sender.made.length < records; more -= 1) sender.make();
        sender.pump();
      }
      made = senders.reduce((sum, sender) => sum + Math.min(records, sender.made.length), 0);
      await pause(TURN_MS);
    }
    return { ...(await judge(database, senders)), kills: killed };
  } finally {
    await Promise.all(senders.map((sender) => sender.close()));
    await Promise.all(receivers.map((receiver) => receiver.kill("SIGTERM")));
  }
}

async function judge(database: string, senders: readonly Sender[]): Promise<Omit<Outcome, "kills">> {
  const { rows } = await withClient(database, (client) =>
    client.query("SELECT device, boot, class, seq::int, record::text AS text FROM records"),
  );
  const stored = (rows as { device: string; boot: string; class: number; seq: number; text: string }[]).map((row) => ({
    key: `${row.device} ${row.boot}/${row.class}/${row.seq}`,
    text: row.text,
  }));
  const made = new Map(
    senders.flatMap(({ device, made: all }) => all.map((one) => [`${device} ${keyOf(one)}`, JSON.stringify(one)])),
  );
  const there = new Set(stored.map(({ key }) => key));
  return {
    made: made.size,
    missing: [...made.keys()].filter((key) => !there.has(key)),
    extra: stored.filter(({ key, text }) => made.get(key) !== text).map(({ key }) => key),
  };
}

/** mulberry32: the same history for the same seed, as far as the network lets it. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
