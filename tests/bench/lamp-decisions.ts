import { decideLamp, initialLamp, type LampState } from "../../device/lamp/machine.ts";
import type { LampReadings } from "../../device/lamp/readings.ts";
import type { Inputs, Kept } from "../../device/measure/decision.ts";
import { valid } from "../../device/measure/reading.ts";
import { after, instant, millis, type Instant } from "../../device/measure/time.ts";
import { lux, percent, watts } from "../../device/measure/units.ts";
import { example } from "../simulation/example.ts";

/**
 * `node lamp-decisions.ts POSTS`: prints how many decisions a second so many lamp posts make in one process, as JSON.
 * Every cycle of each is run. It is a midwinter night; someone walks past each post every minute, is in sight for 3 s,
 * and is heard of at the posts beside it.
 */
const posts = Number(process.argv[2]);
const PERIOD_MS = millis(20);
const DUSK = Date.parse("2026-12-21T20:00:00Z");
const WALK_EVERY_CYCLES = 3_000;
const IN_SIGHT_CYCLES = 150;
const HOP_CYCLES = 750;
const TURNS = 5;
const TURN_DECISIONS = 300_000;

const config = await example("lamp-post-calendar.yaml");
if (config.kind !== "lamp-post") throw new Error("config/lamp-post-calendar.yaml is no lamp post");
const { lamp: settings } = config;
const KEPT = valid<Kept>({ status: "empty", value: null, foundRevision: 0, durable: 0 }, instant(0));
const LAMP = valid({ levelPct: percent(30), powerW: watts(9.7) }, instant(0));
const CLOCK = valid({ offsetMs: DUSK, quality: "sync", errorMs: millis(10) } as const, instant(0));
const DAYLIGHT = valid(lux(0.4), instant(0));

const NOTHING: Inputs<LampReadings>["heard"] = [];
type Post = { readonly phase: number; state: LampState; readings: LampReadings; edges: number };
let now: Instant = instant(0);
let cycle = 0;
let changed = 0;
const street = Array.from({ length: posts }, (_, index): Post => {
  const motion = valid({ active: false, edges: 0, lastEdgeAt: null }, now);
  const readings = { motion, daylight: DAYLIGHT, lamp: LAMP, clock: CLOCK };
  return { phase: (index * 997) % WALK_EVERY_CYCLES, state: initialLamp(settings, now), readings, edges: 0 };
});

turn(TURN_DECISIONS);
changed = 0;
const perSecond = Array.from({ length: TURNS }, () => turn(TURN_DECISIONS)).sort((a, b) => a - b);
const decisionsPerS = Math.round(perSecond[(TURNS - 1) / 2] ?? NaN);
const changedPct = Math.round((10_000 * changed) / (TURNS * TURN_DECISIONS)) / 100;
process.stdout.write(`${JSON.stringify({ posts, decisionsPerS, changedPct })}\n`);

/** In whole cycles of the street; gives decisions a second of processor time, which other work beside it leaves as it is. */
function turn(decisions: number): number {
  const begun = process.cpuUsage();
  for (let left = decisions; left > 0; left -= posts) {
    for (const post of street) decide(post);
    cycle += 1;
    now = after(now, PERIOD_MS);
  }
  const { user, system } = process.cpuUsage(begun);
  return (1e6 * Math.ceil(decisions / posts) * posts) / (user + system);
}

function decide(post: Post): void {
  const at = (cycle + post.phase) % WALK_EVERY_CYCLES;
  if (at === 0 || at === IN_SIGHT_CYCLES) {
    post.edges += at === 0 ? 1 : 0;
    const motion = valid({ active: at === 0, edges: post.edges, lastEdgeAt: now }, now);
    post.readings = { ...post.readings, motion };
  }
  const { state, readings } = post;
  post.state = decideLamp(
    state,
    { readings, kept: KEPT, requests: [], taken: [], heard: heard(at) },
    { settings, observes: false },
    now,
  ).state;
  changed += Number(post.state !== state);
}

/** Whoever walks is seen a post before this one, and then a post after it. */
function heard(at: number): Inputs<LampReadings>["heard"] {
  if (at === WALK_EVERY_CYCLES - HOP_CYCLES) return [{ source: "behind", place: -1, at: now }];
  return at === HOP_CYCLES ? [{ source: "ahead", place: 1, at: now }] : NOTHING;
}
