import { describe, expect, it } from "vitest";
import type { Motion } from "../../device/measure/samples.ts";
import { instant, millis, minutes } from "../../device/measure/time.ts";
import { percent } from "../../device/measure/units.ts";
import { trustedClock } from "../../device/lamp/night/night.ts";
import { lampShown } from "../../device/lamp/shown.ts";
import { calendar, motion, program } from "./program/calendars.ts";
import { Post, SETTINGS, syncedAt } from "./post.ts";

const AT_ONCE = { ...SETTINGS, rampUpMs: millis(0), rampDownMs: millis(0) };
const NOBODY: Motion = { active: false, edges: 0, lastEdgeAt: null };
/** A second after the start of a deep winter night. */
const START = 1_000;

type Edge = readonly [at: number, active: boolean, edges: number, lastEdgeAt: number];

/** The reason in force at each of these moments. */
function reasons(edges: readonly Edge[], moments: readonly number[], settings = AT_ONCE): string[] {
  const post = new Post(settings).at(0, { clock: syncedAt("2026-12-21T20:00:00Z"), motion: NOBODY });
  const left = [...edges];
  return moments.map((moment) => {
    while (left[0] !== undefined && left[0][0] <= moment) {
      const [at, active, count, lastEdgeAt] = left.shift() ?? edges[0] ?? [0, false, 0, 0];
      post.at(START + at, { motion: { active, edges: count, lastEdgeAt: instant(START + lastEdgeAt) } });
    }
    if (post.now < START + moment) post.at(START + moment);
    return post.state.level.reason;
  });
}

describe("motion", () => {
  it.each<[string, readonly Edge[], readonly number[], readonly string[]]>([
    ["counts when it has lasted", [[0, true, 1, 0]], [80, 100], ["base", "motion"]],
    ["of 5 ms between two cycles is no one", [[20, false, 1, 15]], [20, 200, 2_000], ["base", "base", "base"]],
    [
      "seen in one cycle and gone in the next is no one",
      [
        [0, true, 1, 0],
        [20, false, 1, 0],
      ],
      [20, 200],
      ["base", "base"],
    ],
    ["lasts while someone is there", [[0, true, 1, 0]], [300_000], ["motion"]],
    [
      "is held from its last edge, the falling one too",
      [
        [0, true, 1, 0],
        [30_000, false, 1, 0],
      ],
      [89_980, 90_000],
      ["motion", "base"],
    ],
    [
      "that comes again extends the hold from its own last edge",
      [
        [0, true, 1, 0],
        [1_000, false, 1, 0],
        [50_000, true, 2, 50_000],
        [51_000, false, 2, 50_000],
      ],
      [61_000, 110_980, 111_000],
      ["motion", "motion", "base"],
    ],
    [
      "too short to count does not extend it",
      [
        [0, true, 1, 0],
        [1_000, false, 1, 0],
        [50_000, false, 2, 49_995],
      ],
      [60_980, 61_000],
      ["motion", "base"],
    ],
    [
      "that dips between two cycles goes on",
      [
        [0, true, 1, 0],
        [40_000, true, 2, 39_995],
      ],
      [40_000, 40_020, 120_000],
      ["motion", "motion", "motion"],
    ],
    [
      "may have lasted until the cycle that missed its end",
      [[140, false, 1, 20]],
      [140, 60_000, 60_020],
      ["motion", "motion", "base"],
    ],
  ])("%s", (_name, edges, moments, expected) => {
    expect(reasons(edges, moments)).toEqual(expected);
  });

  it("counts each edge when no least time is asked", () => {
    const settings = { ...AT_ONCE, minActiveMs: millis(0) };
    expect(reasons([[20, false, 1, 15]], [20, 60_000, 60_020], settings)).toEqual(["motion", "motion", "base"]);
  });

  it("is counted by day and not obeyed, and obeyed from dusk on", () => {
    const motion = { active: true, edges: 1, lastEdgeAt: instant(0) };
    const post = new Post(AT_ONCE).at(0, { clock: syncedAt("2026-12-21T14:20:00Z"), motion }).at(60_000);
    expect(post.levelPct).toBe(0);
    expect(post.at(29 * 60_000).state.level).toEqual({ reason: "motion", levelPct: 100 });
  });

  it.each(["no-answer", "starting", "stuck", "absent", "stale"] as const)(
    "of a sensor with the fault %s is safe",
    (cause) => {
      const night = new Post(AT_ONCE).at(0, { clock: syncedAt("2026-12-21T20:00:00Z"), motion: cause });
      expect(night.state.level).toEqual({ reason: "pirFault", levelPct: 100 });
      const day = new Post(AT_ONCE).at(0, { clock: syncedAt("2026-12-21T12:00:00Z"), motion: cause });
      expect(day.state.level).toEqual({ reason: "day", levelPct: 0 });
    },
  );

  it("shows how long the light will stay", () => {
    const post = new Post(SETTINGS).at(0, { clock: syncedAt("2026-12-21T20:00:00Z"), motion: NOBODY }).at(60_000);
    const shown = () => lampShown(post.state, SETTINGS, trustedClock(post.readings.clock), post.now);
    expect(shown()).toEqual({
      ...{ levelPct: 30, givenPct: 30, targetPct: 30, reason: "base", moving: null },
      ...{ secondsLeft: null, seenAgoS: null, restPct: 30, someonePct: 100 },
    });
    const edge = instant(61_000);
    post.at(61_000, { motion: { active: true, edges: 1, lastEdgeAt: edge } }).at(61_200);
    expect(shown()).toMatchObject({ targetPct: 100, reason: "motion", moving: "rising", secondsLeft: 60 });
    post.at(65_000, { motion: { active: false, edges: 1, lastEdgeAt: edge } }).at(73_000);
    expect(shown()).toEqual({
      ...{ levelPct: 100, givenPct: 100, targetPct: 100, reason: "motion", moving: null },
      ...{ secondsLeft: 52, seenAgoS: 8, restPct: 30, someonePct: 100 },
    });
    post.at(126_000);
    expect(shown()).toMatchObject({ targetPct: 30, moving: "falling", secondsLeft: null });
  });

  it("shows how long the light will stay where neighbours keep it longer than who passed here", () => {
    const post = new Post(SETTINGS).at(0, { clock: syncedAt("2026-12-21T20:00:00Z"), motion: NOBODY }).at(60_000);
    const word = (place: number, at: number) => ({ source: "post", place, at: instant(at) });
    const shown = () => lampShown(post.state, SETTINGS, trustedClock(post.readings.clock), post.now);
    post.at(61_000, { motion: { active: false, edges: 1, lastEdgeAt: instant(60_500) } }).at(61_200);
    post.at(71_000, {}, { heard: [word(1, 71_000)] });
    expect(shown()).toMatchObject({ reason: "motion", seenAgoS: 10.5, secondsLeft: 60 });
    post.at(87_000, {}, { heard: [word(3, 87_000)] }).at(125_000);
    expect(shown()).toMatchObject({ reason: "neighbour", seenAgoS: null, secondsLeft: 22 });
    post.at(133_000).at(150_000);
    expect(shown()).toMatchObject({ reason: "base", secondsLeft: null });
  });

  it("shows a lamp at rest that is given less than its level", () => {
    const settings = { ...SETTINGS, luminaire: { ...SETTINGS.luminaire, virtualPct: percent(80) } };
    const post = new Post(settings).at(0, { clock: syncedAt("2026-12-21T20:00:00Z"), motion: NOBODY }).at(60_000);
    const shown = lampShown(post.state, settings, trustedClock(post.readings.clock), post.now);
    expect(shown).toMatchObject({ levelPct: 30, givenPct: 24, targetPct: 30, moving: null });
    expect(post.machine.moving(post.state)).toBeNull();
  });

  it("shows the hold and the levels of the program in force", () => {
    const control = { ...motion("18:00", "06:00", 70), holdMs: minutes(10) };
    const quiet = program("quiet", { levelPct: percent(15), dynamicControls: [control] });
    const settings = { ...SETTINGS, calendar: calendar([quiet]) };
    const post = new Post(settings).at(0, { clock: syncedAt("2026-12-21T20:00:00Z"), motion: NOBODY }).at(60_000);
    const shown = () => lampShown(post.state, settings, trustedClock(post.readings.clock), post.now);
    expect(shown()).toMatchObject({ levelPct: 15, reason: "program", restPct: 15, someonePct: 70 });
    const edge = instant(61_000);
    post.at(61_000, { motion: { active: true, edges: 1, lastEdgeAt: edge } });
    post.at(65_000, { motion: { active: false, edges: 1, lastEdgeAt: edge } }).at(185_000);
    expect(shown()).toMatchObject({ levelPct: 70, reason: "motion", secondsLeft: 480, seenAgoS: 120, restPct: 15 });
    const entry = { ...settings, entry: true };
    expect(lampShown(post.state, entry, trustedClock(post.readings.clock), post.now)).toMatchObject({
      restPct: 100,
      someonePct: 100,
    });
  });
});
