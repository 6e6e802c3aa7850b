import { createHash } from "node:crypto";
import { MemoryLan } from "../../../device/link/lan/memory-lan.ts";
import { Neighbours } from "../../../device/link/lan/neighbours.ts";
import { zoneSealing } from "../../../device/link/lan/packet.ts";
import type { Word } from "../../../device/link/lan/payload.ts";
import type { Sealing } from "../../../device/link/lan/sealing.ts";
import { Seldom } from "../../../device/link/seldom.ts";
import type { NeighbourWord } from "../../../device/measure/neighbour.ts";
import type { Scheduler } from "../../../device/measure/scheduler.ts";
import { after, instant, millis, type Instant } from "../../../device/measure/time.ts";
import { SimulatedTime } from "../../../hal-mocks/simulated-time.ts";

export const KEY = new Uint8Array(32).fill(7);
export const ZONE = "hornsgatan";
export const GAP_M = 22;
export const REACH = 4;

let drawn = 0;
/** Other bytes at each call, and the same in each run. */
export const bytes = (size: number): Uint8Array =>
  createHash("sha512")
    .update(String((drawn += 1)))
    .digest()
    .subarray(0, size);
export const SEALING: Sealing = zoneSealing(KEY, ZONE, bytes);

/** What control of a post was told: the word, and the true moments of the telling and of what it tells. */
export type Told = {
  readonly by: string;
  readonly word: NeighbourWord;
  readonly toldAt: number;
  readonly seenAt: number;
};
export type Call = { readonly by: string; readonly at: number };
/** `isForged`: it was brought in, whoever it says that it is from. */
export type Packet = {
  readonly from: string;
  readonly to: string;
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly isForged: boolean;
};

/** A monotonic clock of its own: it began at another moment, and its crystal is off. */
class OwnClock implements Scheduler {
  readonly #time: Scheduler;
  readonly #aheadMs: number;
  readonly #rate: number;

  constructor(time: Scheduler, aheadMs: number, ppm: number) {
    this.#time = time;
    this.#aheadMs = aheadMs;
    this.#rate = 1 + ppm / 1_000_000;
  }
  now(): Instant {
    return instant(this.#time.now() * this.#rate + this.#aheadMs);
  }
  after(wait: ReturnType<typeof millis>, run: () => void): () => void {
    return this.#time.after(wait, run);
  }
  trueOf(at: number): number {
    return (at - this.#aheadMs) / this.#rate;
  }
}

export type Layout = "line" | "ring";

/** Posts in a row, or in a ring, each telling its next one on either side, on clocks that have nothing in common. */
export class Path {
  readonly time = new SimulatedTime(instant(1_000));
  readonly lan = new MemoryLan(this.time);
  readonly names: readonly string[];
  readonly told: Told[] = [];
  readonly calls: Call[] = [];
  readonly packets: Packet[] = [];
  readonly said: string[] = [];
  readonly posts = new Map<string, Neighbours>();
  #isForging = false;
  readonly #layout: Layout;
  readonly #reach: number;
  readonly #beside: number;
  readonly #clocks = new Map<string, OwnClock>();
  readonly #boots = new Map<string, number>();

  /** `beside`: so many posts on either side are in each one's list. */
  constructor(
    count: number,
    { layout = "line", reach = REACH, beside = 1 }: { layout?: Layout; reach?: number; beside?: number } = {},
  ) {
    this.#beside = beside;
    this.#layout = layout;
    this.#reach = reach;
    this.names = Array.from({ length: count }, (_, index) => `post-${index}`);
    this.lan.watch = (from, to, sealed) =>
      this.packets.push({ from, to, at: this.time.now(), bytes: sealed, isForged: this.#isForging });
    for (const name of this.names) this.startPost(name);
    this.run(50);
  }

  /** A link that starts, or starts again: with the next boot, or another one as if its memory was lost. */
  startPost(name: string, boot = (this.#boots.get(name) ?? 0) + 1): void {
    this.posts.get(name)?.close();
    // No process starts twice in one moment.
    this.run(1);
    this.#boots.set(name, boot);
    const scheduler = this.clockOf(name);
    const trouble = new Seldom(
      (line) => this.said.push(`${name}: ${line}`),
      () => this.time.now(),
    );
    const post = new Neighbours({
      ...{ device: name, reach: this.#reach, scheduler, sealing: SEALING, lan: this.lan.join(name) },
      config: { lan: null, keyFile: "", zone: ZONE, overBroker: false, posts: this.#besides(name) },
      boot: { boot: Buffer.from(bytes(8)).toString("hex"), bootCount: boot },
      nonce: () => Buffer.from(bytes(16)).toString("hex"),
    });
    this.posts.set(name, post);
    post.start((word) => {
      this.told.push({ by: name, word, toldAt: this.time.now(), seenAt: scheduler.trueOf(word.at) });
    }, trouble);
  }

  /** Someone is seen at a post, so long ago. */
  call(name: string, agoMs = 0): void {
    const at = instant(this.clockOf(name).now() - agoMs);
    this.calls.push({ by: name, at: this.time.now() - agoMs });
    this.posts.get(name)?.call({ at });
  }

  inject(from: string, to: string, forged: Uint8Array): void {
    this.#isForging = true;
    this.lan.inject(from, to, forged);
    this.#isForging = false;
  }

  run(forMs: number): void {
    this.time.moveTo(after(this.time.now(), millis(forMs)));
  }

  countsOf(name: string): Neighbours["counts"] {
    const post = this.posts.get(name);
    if (post === undefined) throw new Error(`no ${name}`);
    return post.counts;
  }

  bootOf(name: string): number {
    return this.#boots.get(name) ?? 0;
  }

  clockOf(name: string): OwnClock {
    const index = this.names.indexOf(name);
    const found =
      this.#clocks.get(name) ?? new OwnClock(this.time, 1_000_003 * (index + 1), index % 2 === 0 ? 90 : -90);
    this.#clocks.set(name, found);
    return found;
  }

  #besides(name: string): readonly { name: string; host: string; port: number; distanceM: number }[] {
    const index = this.names.indexOf(name);
    const count = this.names.length;
    // The furthest first: a config may name them in any order.
    const steps = Array.from({ length: this.#beside }, (_, index) => this.#beside - index).flatMap((rank) => [
      -rank,
      rank,
    ]);
    const beside = steps.map((step) => {
      const place = this.#layout === "ring" ? (index + step + count) % count : index + step;
      return { name: this.names[place], distanceM: step * GAP_M };
    });
    return beside.flatMap(({ name: found, distanceM }) =>
      found === undefined ? [] : [{ name: found, host: found, port: 1, distanceM }],
    );
  }
}

/** Words among the packets, opened. */
export const wordsIn = (packets: readonly Packet[]) =>
  packets.flatMap(({ from, to, at, bytes: sealed }) => {
    const opened = SEALING.open(sealed, to);
    return opened.ok && opened.payload.kind === "word" ? [{ from, to, at, sealed, word: opened.payload }] : [];
  });

/** A word as `post-0` sends it next, with anything changed. */
export function wordOf(path: Path, change: Partial<Word> = {}): Word {
  const [sent] = wordsIn(path.packets);
  if (sent === undefined) throw new Error("nobody has sent a word");
  return { ...sent.word, n: sent.word.n + 1, at: path.clockOf("post-0").now(), ...change };
}

/** `post-0` has told of someone 3 s ago, and both others have heard it. */
export function lately(): Path {
  const path = new Path(3);
  path.call("post-0");
  path.run(3_000);
  const heardBy = path.told.map(({ by }) => by).join();
  if (heardBy !== "post-1,post-2") throw new Error(`heard by ${heardBy}`);
  path.told.length = 0;
  return path;
}
