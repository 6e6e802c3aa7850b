import { describe, expect, it } from "vitest";
import type { Tally } from "../../device/backend/tally.ts";
import { Device } from "../../device/together/device.ts";
import { MemoryCity } from "../../device/together/memory-city.ts";
import { epochMs, instant } from "../../device/measure/time.ts";
import { streetScene } from "../../hal-mocks/scene.ts";
import { SimulatedStreet } from "../../hal-mocks/simulated-street.ts";
import type { Stride } from "../../hal-mocks/simulation.ts";
import { example } from "./example.ts";

const POSTS = 6;
/** Deep in a night, in an hour in which nobody of this seed sets out. */
const STARTS_AT = epochMs(Date.parse("2026-12-21T01:10:00Z"));
const SEED = 3;
const SETTLED = 30_000;
/** The walk from before the first post to beyond the last takes two minutes. */
const WALKED = SETTLED + 200_000;
const STEP_MS = 20;

type Lit = {
  readonly levels: readonly string[];
  readonly litAt: readonly number[];
  readonly seenAt: readonly number[];
  readonly tally: Tally;
};

/** `overBroker`: there is no LAN, and they speak over the broker. */
type Away = { readonly broker?: boolean; readonly lan?: boolean; readonly overBroker?: boolean };

/** Someone walks past all posts: each change of a level, and when each was first lit and first saw them. */
async function walk(stride: Stride, away: Away = {}): Promise<Lit> {
  const lampPost = await example("lamp-post.yaml");
  const neighbours = { lan: null, keyFile: "", zone: "street", overBroker: true, posts: [] };
  const post = away.overBroker === true && lampPost.kind === "lamp-post" ? { ...lampPost, neighbours } : lampPost;
  const configs = { post, bin: await example("sensor-bin.yaml") };
  const scene = streetScene(POSTS, 0);
  const street = new SimulatedStreet({ configs, scene, seed: SEED, startsAt: STARTS_AT, make: Device });
  const city = new MemoryCity(street.time);
  street.startLinks(city);
  street.runTo(instant(SETTLED), stride);
  city.cut(away.broker === true);
  street.lan.isCut = away.lan === true;
  street.world.walkSomeonePast();
  street.poked();
  const posts = [...street.world.posts.values()];
  const [litAt, seenAt] = [posts.map(() => Infinity), posts.map(() => Infinity)];
  const levels: string[] = [];
  const before = posts.map(({ lamp }) => lamp.levelPct as number);
  for (let at = SETTLED + STEP_MS; at <= WALKED; at += STEP_MS) {
    street.runTo(instant(at), stride);
    posts.forEach(({ lamp, motion }, index) => {
      if (lamp.levelPct > (before[index] ?? 0)) litAt[index] = Math.min(litAt[index] ?? at, at);
      if (lamp.levelPct !== before[index]) levels.push(`${at} ${index} ${lamp.levelPct}`);
      before[index] = lamp.levelPct;
      if (motion.active) seenAt[index] = Math.min(seenAt[index] ?? at, at);
    });
  }
  return { levels, litAt, seenAt, tally: city.tally() };
}

describe("row 8: a simulated street whose posts hear each other", () => {
  it("lights the posts ahead before someone gets there, with the broker dead", async () => {
    const { litAt, seenAt } = await walk("jump", { broker: true });
    const aheadMs = litAt.map((at, index) => (seenAt[index] ?? 0) - at);
    // Two posts ahead at 22 m and 1.4 m/s; the first one has its own sensor alone.
    for (const ms of aheadMs.slice(2)) expect(ms).toBeGreaterThan(2 * 15_000);
    expect(aheadMs[0]).toBeLessThan(0);
  });

  it("lights each post for its own sensor alone while the LAN is away", async () => {
    const { litAt, seenAt } = await walk("jump", { lan: true });
    litAt.forEach((at, index) => expect(at - (seenAt[index] ?? 0)).toBeGreaterThan(0));
    expect(Math.max(...litAt)).toBeLessThan(Infinity);
  });

  it("lights the posts ahead over the broker where there is no LAN, and nobody takes that for records", async () => {
    const { litAt, seenAt, tally } = await walk("jump", { overBroker: true });
    const aheadMs = litAt.map((at, index) => (seenAt[index] ?? 0) - at);
    for (const ms of aheadMs.slice(2)) expect(ms).toBeGreaterThan(2 * 15_000);
    expect(tally).toMatchObject({ invalidRecords: 0, lastProblem: null, devicesOnline: POSTS });
  });

  it("lights each post for its own sensor alone when that broker is away", async () => {
    const { litAt, seenAt } = await walk("jump", { overBroker: true, broker: true });
    litAt.forEach((at, index) => expect(at - (seenAt[index] ?? 0)).toBeGreaterThan(0));
  });

  it("ends alike cycle by cycle and from moment to moment", async () => {
    for (const overBroker of [false, true]) {
      expect((await walk("cycle", { overBroker })).levels).toEqual((await walk("jump", { overBroker })).levels);
    }
  });
});
