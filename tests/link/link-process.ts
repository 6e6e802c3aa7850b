import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import mqtt, { type MqttClient } from "mqtt";
import { listenForLink } from "../../device/channel/socket.ts";
import { NODE_WORDS } from "../../device/field/supervise.ts";
import type { Moment } from "../../device/channel/messages.ts";
import { Outgoing } from "../../device/control/outgoing.ts";
import { realTime } from "../../device/link/real-time.ts";
import type { LinkConfig } from "../../device/link/link-config.ts";
import type { Report, Request } from "../../device/measure/decision.ts";
import type { NeighbourWord } from "../../device/measure/neighbour.ts";
import { epochMs, millis } from "../../device/measure/time.ts";
import { Backend, linkConfig } from "./rig.ts";

const RUN_LINK = new URL("../../device/run-link.ts", import.meta.url);
const AWAIT_S = 15;

/** Waits for a condition, at most so long, and fails with what was waited for. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, atMostS = AWAIT_S): Promise<void> {
  const giveUpAt = Date.now() + atMostS * 1_000;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`waited ${atMostS} s in vain: ${what}`);
    await pause(10);
  }
}

/** A link in a process of its own, and a control in this one that only reports. */
export class LinkProcess {
  readonly folder = mkdtempSync(join(tmpdir(), "gaturum-link-"));
  readonly said: string[] = [];
  readonly outgoing: Outgoing;
  child: ChildProcess;
  readonly #control;
  readonly #inside: readonly string[];
  readonly #words: readonly string[];

  /** What the city asked, oldest first. */
  readonly requests: Request[] = [];

  /** What control heard of its neighbours, oldest first. */
  readonly heard: NeighbourWord[] = [];

  /** `inside`: words before the program, such as those of `ip netns exec`. `more`: of the config, beside `city`. `words`: of run-link. */
  constructor(
    broker: string,
    city: Partial<LinkConfig["city"]> = {},
    inside: readonly string[] = [],
    more: Partial<LinkConfig> = {},
    words: readonly string[] = [],
  ) {
    [this.#inside, this.#words] = [inside, words];
    const config = { ...linkConfig(broker), ...more };
    writeFileSync(join(this.folder, "config.json"), JSON.stringify({ ...config, city: { ...config.city, ...city } }));
    this.#control = listenForLink(join(this.folder, "channel.sock"), (line) => this.said.push(line));
    const hello = { m: "hello", v: 1, run: "00000000000000aa", version: "1", configHash: "x" } as const;
    this.outgoing = new Outgoing(this.#control, hello, true);
    this.#control.onMessage((message) => {
      if (message.m === "stored") this.outgoing.stored(message.run, message.n);
      if (message.m === "hello") this.#control.send({ m: "alive", moment: moment() });
      if (message.m === "request") this.requests.push(message.request);
      if (message.m === "heard") this.heard.push(message.word);
    });
    this.child = this.start();
  }

  start(): ChildProcess {
    const { folder } = this;
    const options = [
      "--config-json",
      join(folder, "config.json"),
      "--run-dir",
      folder,
      "--state-dir",
      folder,
      "--child",
      ...this.#words,
    ];
    const [execPath = process.execPath, ...before] = this.#inside;
    const execArgv = before.length === 0 ? [...process.execArgv, ...NODE_WORDS] : [...before, process.execPath];
    this.child = fork(RUN_LINK, options, { execPath, execArgv, stdio: ["ignore", "ignore", "pipe", "ipc"] });
    this.child.stderr
      ?.setEncoding("utf8")
      .on("data", (text: string) => this.said.push(...text.split("\n").filter(Boolean)));
    return this.child;
  }

  report(report: Report): void {
    this.outgoing.send(report, moment());
  }

  /** Control sees someone move. */
  call(): void {
    this.#control.send({ m: "call", call: { at: realTime.now() } });
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const ended = once(this.child, "exit");
    this.child.kill(signal);
    await ended;
    return this.child.exitCode;
  }

  async close(): Promise<void> {
    await this.end("SIGKILL");
    this.#control.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const moment = (): Moment => ({
  ...{ at: realTime.now(), ts: epochMs(Date.now()), timeQuality: "sync", timeErrorMs: millis(5) },
});

/** A backend at a real broker; comes back by itself. Of two at one broker each needs an id of its own. */
export async function subscribe(url: string, clientId = "backend"): Promise<Backend & { readonly client: MqttClient }> {
  const client = mqtt.connect(url, { clientId, clean: false, reconnectPeriod: 50, protocolVersion: 4 });
  const backend = Object.assign(new Backend(), { client });
  client.on("error", () => undefined);
  client.on("message", (topic, payload) => backend.take(topic, payload));
  client.on("connect", () => void client.subscribeAsync("gaturum/#", { qos: 1 }).catch(() => undefined));
  await until("the backend's own connection", () => client.connected);
  await client.subscribeAsync("gaturum/#", { qos: 1 });
  return backend;
}
