import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeviceConfig, NeighbourhoodConfig } from "../../config/device-config.ts";
import { ask } from "../../device/field/ask.ts";
import { realTime } from "../../device/link/real-time.ts";
import { CALL_EVERY_MS } from "../../device/lamp/people/calls.ts";
import type { NeighbourWord } from "../../device/measure/neighbour.ts";
import { epochMs, millis, type Instant } from "../../device/measure/time.ts";
import { percent } from "../../device/measure/units.ts";
import { serveWorld, type ServedWorld } from "../../hal-mocks/remote/serve.ts";
import { POST_GAP_M, streetScene } from "../../hal-mocks/scene.ts";
import { World } from "../../hal-mocks/world.ts";
import { until } from "../link/link-process.ts";
import { example } from "../simulation/example.ts";
import { hurry } from "./hurry.ts";

export const NAMES = ["post-a", "post-b"] as const;
export type Name = (typeof NAMES)[number];
/** A post that the test plays itself, on the other side of `post-b`. */
export const THIRD = "post-c";
export const ZONE = "hornsgatan";
export const KEY = "ab".repeat(32);
export const BASE_PCT = 30;
/** Each post has an address of its own on loopback, and all have one port. */
const HOSTS = { "post-a": "127.0.0.11", "post-b": "127.0.0.12", [THIRD]: "127.0.0.13" } as const;
const PLACES = { "post-a": 0, "post-b": 1, [THIRD]: 2 } as const;
/** Deep in a night, in an hour in which nobody of this seed sets out. */
const STARTS_AT = epochMs(Date.parse("2026-12-21T01:10:00Z"));
const SEED = 3;
/**
 * Shorter than a config may say: walks need not wait for the light to go out. What is measured ends before either begins.
 */
const HOLD_MS = millis(300);
const PULSE_MS = 150;
const WARM_UP_MAX = 6;

type Posts = NeighbourhoodConfig["posts"];
export type Walk = { readonly from: Name; readonly to: Name; readonly edgeAt: Instant };

export function neighboursOf(own: keyof typeof HOSTS, others: readonly (keyof typeof HOSTS)[], port: number, key = "") {
  const distanceM = (name: keyof typeof HOSTS): number => (PLACES[name] - PLACES[own]) * POST_GAP_M;
  const posts: Posts = others.map((name) => ({ name, host: HOSTS[name], port, distanceM: distanceM(name) }));
  return { lan: { host: HOSTS[own], port }, keyFile: key, zone: ZONE, overBroker: false, posts };
}

/** Two posts beside each other as real processes without a broker, in one world that the test moves. */
export class TwoPosts {
  readonly world: World;
  readonly said: Record<Name, string[]> = { "post-a": [], "post-b": [] };
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), "gaturum-lan-"));
  readonly #children: ChildProcess[] = [];
  readonly #brightAt: Record<Name, Instant | null> = { "post-a": null, "post-b": null };
  /** The least level of each lamp since someone looked. */
  readonly leastPct: Record<Name, number> = { "post-a": 100, "post-b": 100 };
  #restPct = BASE_PCT;
  #served: ServedWorld | null = null;

  private constructor(port: number) {
    this.port = port;
    const scene = { ...streetScene(0, 0), posts: NAMES.map((name) => ({ name, atM: PLACES[name] * POST_GAP_M })) };
    this.world = new World(scene, SEED, STARTS_AT, realTime.now());
    for (const name of NAMES) this.#watch(name);
  }

  static async start(port: number, clocks: "good" | "lost"): Promise<TwoPosts> {
    const posts = new TwoPosts(port);
    try {
      await posts.#start(clocks);
      return posts;
    } catch (cause) {
      await posts.close();
      throw cause;
    }
  }

  isAtRest(name: Name): boolean {
    return this.levelPct(name) === this.#restPct;
  }

  levelPct(name: Name): number {
    return this.world.posts.get(name)?.lamp.levelPct ?? -1;
  }

  /** Someone comes to a post and is gone again; the edge is of this moment. */
  async walkTo(from: Name): Promise<Walk> {
    const edgeAt = realTime.now();
    this.#brightAt[other(from)] = null;
    this.#sight(from, true);
    await until("the pulse to end", () => realTime.now() - edgeAt >= PULSE_MS);
    this.#sight(from, false);
    return { from, to: other(from), edgeAt };
  }

  /** When the lamp was first told to be brighter than at rest since the last walk to the other post. */
  brightAt(name: Name): Instant | null {
    return this.#brightAt[name];
  }

  /** The words that a post's control was handed, with the moment of the cycle that took each. */
  async heardBy(name: Name): Promise<readonly (NeighbourWord & { readonly takenAt: number })[]> {
    const words: (NeighbourWord & { takenAt: number })[] = [];
    for await (const line of ask(join(this.#folder, "run", name, "control.sock"), { ask: "record" })) {
      const { t, heard = [] } = JSON.parse(line) as { t: number; heard?: readonly NeighbourWord[] };
      for (const word of heard) words.push({ ...word, takenAt: t });
    }
    return words;
  }

  async close(): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    }
    await this.#served?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #sight(name: Name, comes: boolean): void {
    const now = realTime.now();
    this.world.advance(now);
    this.world.posts.get(name)?.sight(comes, now);
  }

  async #start(clocks: "good" | "lost"): Promise<void> {
    if (clocks === "lost") for (const name of NAMES) this.world.loseClock(name);
    this.#restPct = clocks === "lost" ? 100 : BASE_PCT;
    const socket = join(this.#folder, "world.sock");
    this.#served = await serveWorld(this.world, socket, realTime);
    writeFileSync(join(this.#folder, "zone.key"), `${KEY}\n`, { mode: 0o600 });
    for (const name of NAMES) await this.#run(name, socket);
    for (const name of NAMES) {
      await until(`control of ${name}`, () => this.said[name].some((line) => line.includes("control of")));
      await until(`${name} to be at rest`, () => this.isAtRest(name));
      await this.#hurry(name);
      await this.#warmUp(name);
    }
  }

  /** Control runs as its systemd unit has it. */
  async #hurry(name: Name): Promise<void> {
    const told = this.said[name].find((line) => line.startsWith("{")) ?? "{}";
    const { control } = JSON.parse(told) as { readonly control?: number };
    await hurry(control);
  }

  /** Links start after their controls: walks to a post, until the other one has heard of it. */
  async #warmUp(from: Name): Promise<void> {
    for (let tries = 0; tries < WARM_UP_MAX; tries += 1) {
      const { to, edgeAt } = await this.walkTo(from);
      await until("the call to be over", () => realTime.now() - edgeAt > CALL_EVERY_MS);
      await until(`${to} to be at rest`, () => this.isAtRest(to));
      if ((await this.heardBy(to)).some(({ source }) => source === from)) return;
    }
    throw new Error(`${other(from)} hears nothing of ${from}: ${NAMES.flatMap((name) => this.said[name]).join(" | ")}`);
  }

  #watch(name: Name): void {
    const post = this.world.posts.get(name);
    if (post === undefined) throw new Error(`no ${name}`);
    const setLevel = post.setLevel.bind(post);
    post.setLevel = (levelPct, now) => {
      if (levelPct > BASE_PCT) this.#brightAt[name] ??= realTime.now();
      this.leastPct[name] = Math.min(this.leastPct[name], levelPct);
      setLevel(levelPct, now);
    };
  }

  async #run(name: Name, socket: string): Promise<void> {
    const config = await example("lamp-post.yaml");
    if (config.kind !== "lamp-post") throw new Error("lamp-post.yaml is no lamp post");
    const base = { basePct: percent(BASE_PCT), rampUpMs: millis(0), rampDownMs: millis(0), holdMs: HOLD_MS };
    const others = name === "post-a" ? (["post-b"] as const) : (["post-a", THIRD] as const);
    const checked: DeviceConfig = {
      ...config,
      device: name,
      city: { ...config.city, broker: null },
      lamp: { ...config.lamp, ...base },
      neighbours: neighboursOf(name, others, this.port, join(this.#folder, "zone.key")),
    };
    const file = join(this.#folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(checked));
    const folders = { GATURUM_RUN_DIR: join(this.#folder, "run"), GATURUM_STATE_DIR: join(this.#folder, "state") };
    const words = [new URL("run-checked.ts", import.meta.url).pathname, file, socket];
    const child = spawn(process.execPath, words, {
      env: { ...process.env, ...folders, GATURUM_NO_PINS: "yes" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.push(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream
        .setEncoding("utf8")
        .on("data", (text: string) => this.said[name].push(...text.split("\n").filter(Boolean)));
    }
  }
}

export const other = (name: Name): Name => (name === "post-a" ? "post-b" : "post-a");

/** The least of which so many percent are not above it; walks without an answer count as for ever. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((one, another) => one - another);
  return sorted[Math.min(sorted.length - 1, Math.ceil((share / 100) * sorted.length) - 1)] ?? Number.POSITIVE_INFINITY;
}
