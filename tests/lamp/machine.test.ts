import { describe, expect, it } from "vitest";
import { checkRecord } from "../../device/contract/validate.ts";
import { PRIVATE_WINDOW_S } from "../../device/contract/stream.ts";
import { streamNamed } from "../../device/contract/streams.ts";
import { lampMachine } from "../../device/lamp/machine.ts";
import type { Report } from "../../device/measure/decision.ts";
import { faulty } from "../../device/measure/reading.ts";
import { instant } from "../../device/measure/time.ts";
import { lux, percent, watts } from "../../device/measure/units.ts";
import { Post, SETTINGS, syncedAt } from "./post.ts";

const NOBODY = { active: false, edges: 0, lastEdgeAt: null };
const evening = (): Post => new Post(SETTINGS).at(0, { clock: syncedAt("2026-12-21T20:00:00Z"), motion: NOBODY });
const passes = (post: Post, at: number): Post => {
  const edges = post.readings.motion.ok ? post.readings.motion.value.edges + 1 : 1;
  post.at(at, { motion: { active: true, edges, lastEdgeAt: instant(at) } });
  return post.at(at + 3_000, { motion: { active: false, edges, lastEdgeAt: instant(at) } });
};
const problems = (report: Report): readonly string[] => {
  const envelope = {
    v: 1,
    boot: "0".repeat(16),
    bootCount: 1,
    seq: 1,
    ts: null,
    timeQuality: "none",
    timeErrorMs: null,
  };
  const { stream, class: of, values, aggregate } = report;
  const more = aggregate === undefined ? {} : { aggregate };
  const checked = checkRecord({ ...envelope, uptimeMs: 0, stream, class: of, values, ...more });
  const kind = streamNamed(stream).kind === report.kind ? [] : [`${stream} is no ${report.kind}`];
  return checked.ok ? kind : [...checked.problems, ...kind];
};

describe("a lamp post", () => {
  it("is lit before anything is known", () => {
    const machine = lampMachine({ ...SETTINGS, safePct: percent(80) });
    expect(machine.safeOutputs).toEqual({ levelPct: 80 });
    expect(machine.initial(instant(0)).outputs).toEqual({ levelPct: 80 });
    expect(new Post({ ...SETTINGS, safePct: percent(80) }).at(0).levelPct).toBe(80);
  });

  it("commands more light in the cycle in which a pulse has lasted", () => {
    const post = evening().at(60_000);
    post.at(60_020, { motion: { active: true, edges: 1, lastEdgeAt: instant(60_013) } }).at(61_000);
    const [at, levelPct] = post.levels.find(([moment]) => moment > 60_000) ?? [0, 0];
    expect(at).toBe(60_120);
    expect(levelPct).toBeGreaterThan(30);
  });

  it("is back at its base after the hold, not off", () => {
    const post = passes(evening().at(60_000), 61_000);
    expect(post.at(70_000).levelPct).toBe(100);
    expect(post.at(64_000 + 60_000 + 8_000).levelPct).toBe(30);
  });

  it("says why at each change, and what it rests on", () => {
    const post = passes(evening().at(60_000), 61_000).at(200_000);
    post.at(201_000, { motion: "no-answer" }).at(240_000, { clock: "no-answer", daylight: lux(1) });
    expect(post.whys.map(({ subject, reason, text }) => `${subject} ${reason}: ${text}`)).toEqual([
      "lamp base: 100 -> 30 %  clock and motion sensor can be trusted",
      "lamp motion: 30 -> 100 %  someone passed",
      "lamp base: 100 -> 30 %  nobody for 60 s",
      "lamp pirFault: 30 -> 100 %  pir-1 sees nobody: no-answer",
      "lamp safe: stays at 100 %  unsure of the time (no-answer), and it may be dark",
    ]);
    expect(post.whys[1]?.because).toMatchObject({
      fromPct: 30,
      levelPct: 100,
      night: "yes",
      sun: "night",
      motion: "someone",
    });
    expect(post.whys[1]?.because["elevationDeg"]).toBeLessThan(-30);
  });

  it("reports means of five minutes, and nothing finer", () => {
    const post = evening().at(20, { daylight: lux(0.4), lamp: { levelPct: percent(30), powerW: watts(9.7) } });
    passes(post.at(300_000), 330_000).at(900_000);
    expect(post.reports.flatMap(problems)).toEqual([]);
    const levels = post.reports.filter(({ stream }) => stream === "lamp-level");
    expect(levels).toHaveLength(3);
    for (const { aggregate } of post.reports) expect(aggregate?.windowS).toBeGreaterThanOrEqual(PRIVATE_WINDOW_S);
    expect(levels[2]?.aggregate).toMatchObject({ count: 1, min: 30, max: 30, mean: 30, windowS: 300 });
    expect(levels[1]?.aggregate).toMatchObject({ min: 30, max: 100 });
    const held = (30 * 237 + 100 * 63) / 300;
    expect(levels[1]?.aggregate?.mean).toBeGreaterThan(held - 0.5);
    expect(levels[1]?.aggregate?.mean).toBeLessThan(held + 1.5);
    const others = post.reports
      .filter(({ stream }) => stream !== "lamp-level")
      .map(({ stream, values }) => ({ stream, values }));
    expect(others).toContainEqual({ stream: "lamp-power", values: { powerW: 9.7 } });
    expect(others).toContainEqual({ stream: "daylight", values: { daylightLux: 0.4 } });
  });

  it("says nothing of a window that it did not see whole", () => {
    const post = evening()
      .at(310_000, { lamp: "no-answer" })
      .at(320_000, { lamp: { levelPct: percent(30), powerW: watts(9.7) } });
    const powers = post.at(1_200_000).reports.filter(({ stream }) => stream === "lamp-power");
    expect(powers).toHaveLength(2);
  });

  it("reports no power where nothing measures it", () => {
    const post = evening().at(20, { lamp: { levelPct: percent(30), powerW: null } });
    expect(post.at(900_000).reports.map(({ stream }) => stream)).not.toContain("lamp-power");
  });

  it("raises and ends its alarms when they have lasted", () => {
    const post = evening().at(60_000, { clock: "no-answer" }).at(69_980);
    expect(post.reports).toEqual([]);
    post
      .at(70_000)
      .at(80_000, { clock: syncedAt("2026-12-21T20:00:00Z"), motion: "no-answer" })
      .at(100_000);
    post.at(110_000, { motion: NOBODY }).at(125_000);
    expect(post.reports.flatMap(problems)).toEqual([]);
    expect(post.reports.map(({ stream, values }) => ({ stream, values }))).toEqual([
      { stream: "clock-lost", values: { active: true } },
      { stream: "safe-light", values: { active: true, reason: "safe" } },
      { stream: "clock-lost", values: { active: false } },
      { stream: "safe-light", values: { active: true, reason: "pirFault" } },
      { stream: "safe-light", values: { active: false, reason: "pirFault" } },
    ]);
  });

  it("answers each request, and knows none yet", () => {
    const post = evening();
    const request = { id: "c-1", from: "city", verb: "set-level", args: {} } as const;
    const { reports } = post.decide(instant(20), { requests: [request, { ...request, id: "c-2" }] });
    expect(reports.map(({ values }) => values["id"])).toEqual(["c-1", "c-2"]);
    expect(reports.flatMap(problems)).toEqual([]);
  });
});

describe("the guard of a lamp", () => {
  const machine = lampMachine(SETTINGS);
  const { readings } = new Post();
  const inputs = { readings, kept: faulty("keep", "starting", instant(0)), requests: [], heard: [], taken: [] };
  const guard = (levelPct: number) => {
    const wanted = { levelPct: levelPct as ReturnType<typeof percent> };
    return { wanted, guarded: machine.guard(null, inputs, wanted, instant(0)) };
  };

  it.each([0, 0.1, 30, 100])("lets %d %% through as the same object", (levelPct) => {
    const { wanted, guarded } = guard(levelPct);
    expect(guarded.outputs).toBe(wanted);
    expect(guarded.violations).toEqual([]);
  });

  it.each([-0.1, 100.1, Number.NaN, Infinity])("lights the lamp where %d %% is wanted", (levelPct) => {
    const { guarded } = guard(levelPct);
    expect(guarded.outputs).toEqual({ levelPct: 100 });
    expect(guarded.outputs).toBe(guard(levelPct).guarded.outputs);
    expect(guarded.violations.map(({ invariant }) => invariant)).toEqual(["L1"]);
  });
});
