import { describe, expect, it } from "vitest";
import { withMeasured } from "../../../device/bin/level/calibration.ts";
import { remembered } from "../../../device/bin/remembered.ts";
import type { Json, Request } from "../../../device/measure/decision.ts";
import { millimetres } from "../../../device/measure/units.ts";
import { BinBench } from "../bin-bench.ts";
import { SOUND_SETTINGS } from "../sound-bin.ts";
import { mm } from "./depth.ts";

const told = (bench: BinBench, stream: string) =>
  bench.told.filter(({ report }) => report.stream === stream).map(({ report }) => report.values);
const answersOf = (bench: BinBench) => told(bench, "calibrateEmpty").map(({ code, phase }) => [code, phase]);
const decided = (bench: BinBench) =>
  bench.why.filter(({ subject }) => subject === "calibration").map(({ reason, because }) => [reason, because] as const);
const emptyMmOf = (bench: BinBench) => bench.memory.measured?.emptyMm ?? null;

/** A bin whose sensor says this of its floor, seen to be empty by somebody at it. */
function asked(distanceMm: number, settings = SOUND_SETTINGS, from: Request["from"] = "site"): BinBench {
  const bench = new BinBench(settings);
  bench.level = mm(distanceMm);
  bench.touched();
  bench.run(60_000);
  bench.request("calibrateEmpty", {}, from);
  bench.run(20);
  return bench;
}

describe("calibration of the empty bin (part 2)", () => {
  it("the median of 30 valid samples is the reference from then on, over a power cut too", () => {
    const bench = asked(1_240);
    expect(answersOf(bench)).toEqual([[202, "accepted"]]);
    bench.run(29 * 5_000 - 20);
    expect(told(bench, "bin-calibration")).toEqual([]);
    bench.run(5_000);
    expect(told(bench, "bin-calibration")).toEqual([{ done: true, emptyMm: 1_240 }]);
    expect(decided(bench)).toEqual([["done", { samples: 30, emptyMm: 1_240 }]]);
    const half = () => {
      bench.level = mm(1_240 - 470);
      bench.touched();
      bench.run(60_000);
      return bench.state.fill.lastPct;
    };
    expect(half()).toBe(50);
    bench.cutPower();
    bench.run(30_000);
    expect([emptyMmOf(bench), half()]).toEqual([1_240, 50]);
    expect([...bench.wrong, ...bench.violations]).toEqual([]);
  });

  it("bad echoes among the 30 do not move it", () => {
    const bench = asked(1_210);
    for (let sample = 0; sample < 30; sample++) {
      bench.level = mm(sample % 3 === 0 ? 1_290 : 1_210);
      bench.touched();
      bench.run(5_000);
    }
    expect(told(bench, "bin-calibration")).toEqual([{ done: true, emptyMm: 1_210 }]);
  });

  it.each([
    [1_296, { done: true, emptyMm: 1_296 }],
    [1_104, { done: true, emptyMm: 1_104 }],
    [1_297, /1297 mm to the floor, 1200 before/],
    [1_103, /1103 mm to the floor, 1200 before/],
  ] as const)("moved by more than 8 %% is refused: %i mm for 1200", (distanceMm, outcome) => {
    const bench = asked(distanceMm);
    bench.run(150_000);
    const [values] = told(bench, "bin-calibration");
    if (outcome instanceof RegExp)
      expect(values).toMatchObject({ done: false, text: expect.stringMatching(outcome) as string });
    else expect(values).toEqual(outcome);
    expect(emptyMmOf(bench)).toBe(outcome instanceof RegExp ? null : distanceMm);
    expect(decided(bench).map(([reason]) => reason)).toEqual([outcome instanceof RegExp ? "refused" : "done"]);
  });

  it("8 % is counted from the last one, not from the config", () => {
    const bench = asked(1_290);
    bench.run(150_000);
    bench.level = mm(1_390);
    bench.touched();
    bench.run(40_000);
    bench.request("calibrateEmpty", {}, "site");
    bench.run(160_000);
    expect(told(bench, "bin-calibration")).toMatchObject([{ emptyMm: 1_290 }, { done: true, emptyMm: 1_390 }]);
  });

  it("a span under 250 mm is refused", () => {
    const bench = asked(520, { ...SOUND_SETTINGS, emptyMm: millimetres(551), press: SOUND_SETTINGS.press });
    bench.run(150_000);
    expect(told(bench, "bin-calibration")).toMatchObject([
      { done: false, text: expect.stringContaining("leaves 220 mm to the full line") as string },
    ]);
  });

  it("asked by the city, while it runs, with the door open, without a level, without a press: refused with a reason", () => {
    expect(answersOf(asked(1_200, SOUND_SETTINGS, "city"))).toEqual([[403, "done"]]);
    expect(answersOf(asked(1_200, { ...SOUND_SETTINGS, press: null }))).toEqual([[409, "done"]]);
    const twice = asked(1_200);
    twice.request("calibrateEmpty", {}, "site");
    twice.run(20);
    expect(answersOf(twice)).toEqual([
      [202, "accepted"],
      [409, "done"],
    ]);
    const open = new BinBench();
    open.run(20_000);
    open.set("doorA", false);
    open.request("calibrateEmpty", {}, "site");
    open.run(20);
    open.set("doorA", true);
    open.level = { quality: "noEcho" };
    open.touched();
    open.run(10_000);
    open.request("calibrateEmpty", {}, "site");
    open.run(20);
    expect(told(open, "calibrateEmpty").map(({ code, result }) => [code, result])).toEqual([
      [409, "not now: the service door is open; close it and ask again"],
      [409, "not now: the fill level is not known (noEcho)"],
    ]);
  });

  it.each([
    ["the door is opened", (bench: BinBench) => bench.set("doorA", false), /door was opened/],
    [
      "the sensor gives too little",
      (bench: BinBench) => void (bench.level = { quality: "weak" }),
      /only \d+ valid samples/,
    ],
  ])("is given up when %s, and told", (_, when, why) => {
    const bench = asked(1_200);
    bench.run(50_000);
    when(bench);
    bench.touched();
    bench.run(600_000);
    expect(told(bench, "bin-calibration")).toMatchObject([{ done: false, text: expect.stringMatching(why) as string }]);
    expect(bench.state.calibration).toBeNull();
  });

  it("another height in the config makes it void, and an older memory has none", () => {
    const measured = { emptyMm: 1_240, heightMm: 1_200 };
    expect(withMeasured(SOUND_SETTINGS, measured).emptyMm).toBe(1_240);
    const other = { ...SOUND_SETTINGS, emptyMm: millimetres(1_100) };
    expect(withMeasured(other, measured)).toBe(other);
    const memory = new BinBench().memory as unknown as { readonly [key: string]: Json };
    const older = Object.fromEntries(Object.entries(memory).filter(([key]) => key !== "measured"));
    expect(remembered(older)?.measured).toBeNull();
    expect(remembered({ ...older, measured })?.measured).toEqual(measured);
  });
});
