import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LampSettings } from "../../device/lamp/settings.ts";
import type { Request } from "../../device/measure/decision.ts";
import { instant, millis, minutes, seconds } from "../../device/measure/time.ts";
import { lux, percent } from "../../device/measure/units.ts";
import { propertyRuns } from "../setup/property-runs.ts";
import { atTime, calendar, program } from "./program/calendars.ts";
import { CYCLE_MS, Post, SETTINGS, syncedAt } from "./post.ts";

const NOBODY = { active: false, edges: 0, lastEdgeAt: null };
const AT_ONCE: LampSettings = { ...SETTINGS, rampUpMs: millis(0), rampDownMs: millis(0) };
const HOUR = 3_600_000;
const night = (settings = AT_ONCE, wall = "2026-12-21T18:00:00Z"): Post =>
  new Post(settings).at(0, { clock: syncedAt(wall), motion: NOBODY });
const rise = (post: Post, at: number, edges = 1): Post =>
  post.at(at, { motion: { active: true, edges, lastEdgeAt: instant(at) } });
const fall = (post: Post, at: number, edges = 1): Post =>
  post.at(at, { motion: { active: false, edges, lastEdgeAt: instant(at) } });

it("row 5: a car's headlights, 500 lx for 10 s in the photocell's window, change nothing", () => {
  const post = night(AT_ONCE, "2026-12-21T14:40:00Z")
    .at(1_000, { daylight: lux(10) })
    .at(120_000);
  expect(post.levelPct).toBe(30);
  const { length } = post.levels;
  post
    .at(150_000, { daylight: lux(500) })
    .at(160_000, { daylight: lux(10) })
    .at(400_000);
  expect(post.levels).toHaveLength(length);
});

describe("row 6: motion", () => {
  it("gives the boost while it lasts and the program's own level after it, whatever that is by then", () => {
    const stops = fc.record({ at: fc.integer({ min: 60, max: 600 }), lasts: fc.integer({ min: 1, max: 40 }) });
    const levels = fc.tuple(fc.integer({ min: 10, max: 90 }), fc.integer({ min: 10, max: 90 }));
    fc.assert(
      fc.property(fc.array(stops, { minLength: 1, maxLength: 6 }), levels, (walks, [first, second]) => {
        const points = [atTime("19:04", second)];
        const settings = {
          ...AT_ONCE,
          calendar: calendar([program("p", { levelPct: percent(first), switchPoints: points })]),
        };
        const post = night(settings);
        let edges = 0;
        let at = 20_000;
        for (const walk of walks) {
          at += walk.at * 1_000;
          edges += 1;
          rise(post, at, edges);
          at += walk.lasts * 1_000;
          fall(post, at, edges);
          expect(post.levelPct).toBe(100);
          post.at(at + SETTINGS.holdMs - CYCLE_MS);
          expect(post.levelPct).toBe(100);
          at += SETTINGS.holdMs;
          const own = at < minutes(4) ? first : second;
          expect(post.at(at).levelPct).toBe(own);
        }
      }),
      propertyRuns(200),
    );
  });
});

describe("row 7: from an edge to the first command", () => {
  it("takes no more than a cycle once the minimum active time is over, at every phase of the cycle", () => {
    for (let phase = 0; phase < 20; phase += 0.5) {
      const post = night(SETTINGS).at(60_000);
      const edgeAt = 60_000 + phase;
      const seenAt = Math.ceil(edgeAt / CYCLE_MS) * CYCLE_MS;
      post.at(seenAt === 60_000 ? 60_020 : seenAt, { motion: { active: true, edges: 1, lastEdgeAt: instant(edgeAt) } });
      post.at(61_000);
      const [commandAt = Infinity] = post.levels.find(([at]) => at > 60_000) ?? [];
      expect(commandAt - (edgeAt + SETTINGS.minActiveMs)).toBeLessThanOrEqual(CYCLE_MS);
    }
  });

  it("rises within its time and falls within its own", () => {
    const post = fall(rise(night(SETTINGS).at(60_000), 60_000), 63_000).at(300_000);
    const rest = post.levels.findLast(([, levelPct]) => levelPct === 30);
    const upBy = post.levels.find(([at, levelPct]) => at > 60_100 && levelPct === 100)?.[0] ?? Infinity;
    expect(upBy - 60_100).toBeLessThanOrEqual(SETTINGS.rampUpMs);
    expect((rest?.[0] ?? Infinity) - 123_000).toBeLessThanOrEqual(SETTINGS.rampDownMs);
  });
});

it("row 9: an entry post is lit in full all night, below an override, and dark by day", () => {
  const post = night({ ...AT_ONCE, entry: true }).at(HOUR);
  expect(post.state.level).toEqual({ reason: "entry", levelPct: 100 });
  const dim: Request = { id: "c-1", from: "city", verb: "dim", args: { levelPct: 40, forS: 600 } };
  expect(post.at(2 * HOUR, {}, { requests: [dim] }).levelPct).toBe(40);
  expect(post.at(3 * HOUR).levelPct).toBe(100);
  expect(post.at(16 * HOUR).state.level).toEqual({ reason: "day", levelPct: 0 });
});

describe("row 13: a clock that is not trusted", () => {
  it.each(["1970-01-01T12:00:00Z", "2026-12-21T11:00:00Z", "2026-06-21T12:00:00Z"])(
    "that says %s never makes a dark street",
    (saved) => {
      const post = new Post(AT_ONCE).at(0, {
        clock: { ...syncedAt(saved), quality: "none" },
        motion: NOBODY,
      });
      post.at(24 * HOUR);
      expect(post.levels.map(([, levelPct]) => levelPct)).toEqual([100]);
      post.at(25 * HOUR, { daylight: lux(1) }).at(30 * HOUR);
      expect(post.levels.map(([, levelPct]) => levelPct)).toEqual([100]);
    },
  );
});

describe("row 15: a ramp that is interrupted", () => {
  it("goes on from where the lamp is, with no step larger than the ramp's own and one of the gear", () => {
    const walk = fc.record({ wait: fc.integer({ min: 1, max: 400 }), comes: fc.boolean() });
    const settings = { ...SETTINGS, holdMs: seconds(5), minActiveMs: millis(0), rampUpMs: seconds(3) };
    fc.assert(
      fc.property(fc.array(walk, { minLength: 5, maxLength: 40 }), (walks) => {
        const post = new Post(settings, "cycle")
          .at(0, { clock: syncedAt("2026-12-21T18:00:00Z"), motion: NOBODY })
          .at(20_000);
        let edges = 0;
        for (const { wait, comes } of walks) {
          if (comes) edges += 1;
          const at = post.now + wait * CYCLE_MS;
          post.at(at, { motion: { active: comes, edges, lastEdgeAt: edges === 0 ? null : instant(at) } });
        }
        const steps = post.levels.map(([at, levelPct], index) => {
          const [before, from] = post.levels[index - 1] ?? [at, levelPct];
          return at - before <= 10_000 && before >= 20_000 ? Math.abs(levelPct - from) : 0;
        });
        expect(Math.max(...steps)).toBeLessThanOrEqual(GEAR_STEP_PCT);
      }),
      propertyRuns(100),
    );
  });
});
/** DALI's own top step (IEC 62386-102): 97.31 to 100 %. */
const GEAR_STEP_PCT = 2.69;
