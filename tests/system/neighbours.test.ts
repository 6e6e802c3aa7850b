import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lan } from "../../device/link/lan/lan.ts";
import type { LanPort } from "../../device/link/lan/lan-port.ts";
import { Neighbours } from "../../device/link/lan/neighbours.ts";
import { zoneSealing } from "../../device/link/lan/packet.ts";
import type { Word } from "../../device/link/lan/payload.ts";
import { realTime } from "../../device/link/real-time.ts";
import { Seldom } from "../../device/link/seldom.ts";
import { instant } from "../../device/measure/time.ts";
import { until } from "../link/link-process.ts";
import { wholeNumber } from "../setup/property-runs.ts";
import { tellFigures } from "../long/figures.ts";
import { KEY, NAMES, neighboursOf, percentile, THIRD, TwoPosts, ZONE, type Walk } from "./two-posts.ts";

/** Issue 5, show 5 asks for 200; `npm run test:long` makes them. */
const WALKS = wholeNumber(process.env["GATURUM_WALKS"]) ?? 6;
/** Lighting 5b, row 8: of 99 walks in 100; where there are few of them, of 95. */
const REACHES_WITHIN_MS = 300;
const SHARE = WALKS < 100 ? 95 : 99;
/** Each post tells of itself every 2 s at most, and they take turns. */
const TURN_MS = 1_080;
const LOOK_MS = 1_000;
/** Below those that a kernel hands out, and others in each run that may go on beside this one. */
const PORT = 20_000 + 2 * (process.pid % 5_000);
const PORTS = { good: PORT, lost: PORT + 1 } as const;

describe.each(["good", "lost"] as const)("row 8: two posts without a broker, clocks %s", (clocks) => {
  let posts: TwoPosts;
  beforeAll(async () => {
    posts = await TwoPosts.start(PORTS[clocks], clocks);
  }, 60_000);
  afterAll(() => posts.close());

  it(
    `motion at one reaches the other's lamp within ${REACHES_WITHIN_MS} ms`,
    { timeout: WALKS * 3_000 + 60_000 },
    async () => {
      const walks: Walk[] = [];
      const toLamp: number[] = [];
      for (let index = 0; index < WALKS; index += 1) {
        const walk = await posts.walkTo(NAMES[index % 2] ?? "post-a");
        const seenAt = () => posts.brightAt(walk.to);
        await until("the look to end", () => realTime.now() - walk.edgeAt > LOOK_MS || seenAt() !== null);
        toLamp.push((seenAt() ?? Number.POSITIVE_INFINITY) - walk.edgeAt);
        walks.push(walk);
        // Not in step with the cycles of either.
        await until("the turn to end", () => realTime.now() - walk.edgeAt > TURN_MS + 7 * (index % 17));
      }
      expect(posts.world.people).toEqual([]);
      const toControl = await reachedControl(posts, walks);
      // With its clock lost a lamp is lit in full already (5a, row 2): what reaches it is the word.
      const reached = clocks === "good" ? toLamp : toControl;
      const [p50, p99] = [percentile(reached, 50), percentile(reached, 99)].map((ms) => Math.round(10 * ms) / 10);
      process.stdout.write(`clocks ${clocks}, ${WALKS} walks: p50 ${p50} ms, p99 ${p99} ms\n`);
      tellFigures({ [`worst p50 ms, clocks ${clocks}`]: p50 ?? 0, [`worst p99 ms, clocks ${clocks}`]: p99 ?? 0 });
      expect(percentile(reached, SHARE)).toBeLessThanOrEqual(REACHES_WITHIN_MS);
      expect(percentile(toControl, SHARE)).toBeLessThanOrEqual(REACHES_WITHIN_MS);
      expect(Math.max(...reached)).toBeLessThan(Number.POSITIVE_INFINITY);
      if (clocks === "lost") expect(NAMES.map((name) => posts.leastPct[name])).toEqual([100, 100]);
    },
  );

  it(
    "row 10: spoofed, replayed, old and future messages change nothing and are counted",
    { timeout: 60_000 },
    async () => {
      const third = new Third(posts.port);
      try {
        await third.isHeard(posts);
        const before = (await posts.heardBy("post-b")).length;
        await until("post-b to be at rest", () => posts.isAtRest("post-b"));
        await posts.walkTo("post-a");
        const walked = before + 1;
        await until("the word of post-a", async () => (await posts.heardBy("post-b")).length === walked);
        await until("post-b to be at rest", () => posts.isAtRest("post-b"));
        for (const [kind, bytes] of third.badPackets()) {
          third.send(bytes);
          const counted = new RegExp(`ignored a message from 127\\.0\\.0\\.13: ${kind} \\(1 so far\\)`);
          await until(`post-b to count it as ${kind}`, () => posts.said["post-b"].some((line) => counted.test(line)));
          expect(posts.isAtRest("post-b")).toBe(true);
        }
        expect(await posts.heardBy("post-b")).toHaveLength(walked);
      } finally {
        third.close();
      }
    },
  );
});

/** Of each walk: from its edge to the cycle of the other post that took the word of it. */
async function reachedControl(posts: TwoPosts, walks: readonly Walk[]): Promise<readonly number[]> {
  const heard = { "post-a": await posts.heardBy("post-a"), "post-b": await posts.heardBy("post-b") };
  return walks.map(({ from, to, edgeAt }) => {
    const word = heard[to].find(({ source, takenAt }) => source === from && takenAt >= edgeAt);
    return (word?.takenAt ?? Number.POSITIVE_INFINITY) - edgeAt;
  });
}

/** The next post after `post-b`, which the test plays: with the zone's key, and a record of what it sent. */
class Third {
  readonly #neighbours: Neighbours;
  readonly #lan: Lan;
  readonly #sealing = zoneSealing(Buffer.from(KEY, "hex"), ZONE, randomBytes);
  readonly #words: Uint8Array[] = [];

  constructor(port: number) {
    const config = neighboursOf(THIRD, ["post-b"], port);
    const trouble = new Seldom(
      () => undefined,
      () => realTime.now(),
    );
    this.#lan = new Lan({ lan: config.lan, posts: config.posts, scheduler: realTime, trouble });
    this.#neighbours = new Neighbours({
      ...{ device: THIRD, config, reach: 4, scheduler: realTime, sealing: this.#sealing },
      boot: { boot: "00000000000000cc", bootCount: 1 },
      lan: this.#recording(),
      nonce: () => randomBytes(16).toString("hex"),
    });
    this.#neighbours.start(() => undefined, trouble);
  }

  /** Tells of someone, and waits until `post-b` has been lit for it. */
  async isHeard(posts: TwoPosts): Promise<void> {
    const isTold = async () =>
      (await posts.heardBy("post-b")).some(({ source, place }) => source === THIRD && place === 1);
    await until("post-b to ask for the clock of post-c", () => this.#neighbours.counts.sent >= 2);
    this.#neighbours.call({ at: realTime.now() });
    await until("post-b to hear post-c", isTold);
  }

  badPackets(): readonly (readonly [kind: string, bytes: Uint8Array])[] {
    const [sent] = this.#words;
    if (sent === undefined) throw new Error("nothing was recorded");
    const foreign = zoneSealing(Buffer.from("cd".repeat(32), "hex"), ZONE, randomBytes);
    return [
      ["spoofed", foreign.seal(this.#word(2, 0), "post-b")],
      ["replayed", sent],
      ["old", this.#sealing.seal(this.#word(3, -5_500), "post-b")],
      ["future", this.#sealing.seal(this.#word(4, 3_000), "post-b")],
    ];
  }

  send(bytes: Uint8Array): void {
    this.#lan.send("post-b", bytes);
  }

  close(): void {
    this.#neighbours.close();
  }

  #word(n: number, shiftMs: number): Word {
    const sender = { via: THIRD, boot: 1, run: "00000000000000cc", source: THIRD, sourceBoot: 1 };
    return { kind: "word", ...sender, n, hop: 0, ttl: 4, at: instant(realTime.now() + shiftMs), errorMs: 0 };
  }

  #recording(): LanPort {
    const lan = this.#lan;
    return {
      isShared: false,
      send: (to, bytes) => {
        const opened = this.#sealing.open(bytes, to);
        if (opened.ok && opened.payload.kind === "word") this.#words.push(bytes);
        return lan.send(to, bytes);
      },
      onPacket: (take) => {
        lan.onPacket(take);
      },
      onUp: (take) => {
        lan.onUp(take);
      },
      close: () => {
        lan.close();
      },
    };
  }
}
