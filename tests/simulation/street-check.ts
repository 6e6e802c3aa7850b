import type { LampPostConfig } from "../../config/device-config.ts";
import { instant } from "../../device/measure/time.ts";
import { Device } from "../../device/together/device.ts";
import type { PostSite } from "../../hal-mocks/post-site.ts";
import { chance } from "../../hal-mocks/random.ts";
import { PostsInARow } from "../../hal-mocks/posts-in-a-row.ts";
import { simulatedPosts, type SimulatedPosts } from "../../hal-mocks/simulate-street.ts";
import { targetsOf, type DayLog, type Target } from "./street-reference.ts";
import { Way } from "./street-ramp.ts";

export type Checked = {
  readonly compared: number;
  readonly open: number;
  readonly wrong: number;
  /** The first few, in words. */
  readonly examples: readonly string[];
  readonly result: SimulatedPosts;
};
type Words = { readonly posts: number; readonly days: number; readonly seed: number; readonly from: string };
type Change = readonly [at: number, levelPct: number];

const DAY_MS = 86_400_000;
/** Noon of the first day is a start: what nobody could know yet is not asked. */
const STARTED_MS = 600_000;
const EXAMPLES_MAX = 5;

/** Runs a street and compares each post with the reference: at every change of either, and at `moments` seeded ones. */
export function checkStreet(config: LampPostConfig, words: Words, moments: number): Checked {
  const jumping = { ...words, cycle: false };
  const run = new PostsInARow(config, jumping, Device);
  const posts = [...run.street.world.posts.values()];
  const logs = posts.map(watched);
  const found = { compared: 0, open: 0, wrong: 0, examples: [] as string[] };
  for (let day = 0; day < words.days; day++) {
    const [from, to] = [day * DAY_MS, (day + 1) * DAY_MS];
    const lux = runDay(run, to);
    const { world } = run.street;
    const sights = logs.map((log) => log.sights.splice(0));
    const targets = targetsOf({ from, to, offsetMs: world.wall - world.now, sights, lux }, config.lamp);
    targets.forEach((target, post) => {
      const changes = logs[post]?.levels.splice(0) ?? [];
      const seeded = seededMoments(words.seed, post, day, Math.ceil(moments / posts.length / words.days));
      compare(
        { post, from: Math.max(from, STARTED_MS), to, changes, target, seeded },
        new Way(target, config.lamp),
        found,
      );
      const last = changes.at(-1);
      if (last !== undefined) logs[post]?.levels.push([to, last[1]]);
    });
  }
  return { ...found, result: simulatedPosts(jumping, [run.sums()], config.lamp.basePct) };
}

/** Minute by minute, so that every light of the sky is seen. */
function runDay(run: PostsInARow, to: number): DayLog["lux"] {
  const { world } = run.street;
  const lux: (readonly [number, number])[] = [[world.now, world.sky.lux]];
  for (let at = world.now + 60_000; at <= to; at += 60_000) {
    run.runTo(instant(at));
    if (world.sky.lux !== lux.at(-1)?.[1]) lux.push([at, world.sky.lux]);
  }
  return lux;
}

function watched(post: PostSite) {
  const sights: (readonly [number, boolean])[] = [];
  const levels: Change[] = [[0, post.lamp.levelPct]];
  const { sight, setLevel } = { sight: post.sight.bind(post), setLevel: post.setLevel.bind(post) };
  post.sight = (comes, now) => {
    const before = post.motion.active;
    sight(comes, now);
    if (post.motion.active !== before) sights.push([now, post.motion.active]);
  };
  post.setLevel = (levelPct, now) => {
    const before = post.lamp.levelPct;
    setLevel(levelPct, now);
    if (post.lamp.levelPct !== before) levels.push([now, post.lamp.levelPct]);
  };
  return { sights, levels };
}

const seededMoments = (seed: number, post: number, day: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, draw) =>
    Math.floor((day + chance(seed, `moment ${post}`, day * count + draw)) * DAY_MS),
  );

type Compared = {
  readonly post: number;
  readonly from: number;
  readonly to: number;
  readonly changes: readonly Change[];
  readonly target: readonly Target[];
  readonly seeded: readonly number[];
};

function compare(
  { post, from, to, changes, target, seeded }: Compared,
  way: Way,
  found: { compared: number; open: number; wrong: number; examples: string[] },
): void {
  const own = changes.flatMap(([at]) => [at - 1, at]);
  const moments = [...own, ...target.map(([at]) => at), ...seeded].filter((at) => at >= from && at < to);
  let index = 0;
  for (const at of moments.sort((a, b) => a - b)) {
    while ((changes[index + 1]?.[0] ?? Infinity) <= at) index += 1;
    const levelPct = changes[index]?.[1] ?? Number.NaN;
    const range = way.range(at);
    found.compared += 1;
    if (range === null) found.open += 1;
    else if (!(levelPct >= range[0] && levelPct <= range[1])) {
      found.wrong += 1;
      if (found.examples.length < EXAMPLES_MAX)
        found.examples.push(
          `post ${post} at ${at}: ${levelPct}, not ${range.map((each) => each.toFixed(1)).join(" to ")}`,
        );
    }
  }
}
