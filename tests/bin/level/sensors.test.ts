import { describe, expect, it } from "vitest";
import { seenBy } from "../../../device/bin/level/sensors.ts";
import { FAULT_CAUSES } from "../../../device/measure/fault.ts";
import { faulty } from "../../../device/measure/reading.ts";
import type { RangeQuality } from "../../../device/measure/samples.ts";
import { instant } from "../../../device/measure/time.ts";
import { BinBench } from "../bin-bench.ts";
import { at, Depth, mm, readingsOf } from "./depth.ts";

const broken = faulty("level2", "no-answer", instant(0));
const SILENT: readonly Exclude<RangeQuality, "valid">[] = [
  ...(["blind", "noEcho", "blindOrNoEcho", "weak", "overexposed", "twoTargets"] as const),
];

describe("several sensors over one litter", () => {
  it.each([
    ["one", [mm(700)], { quality: "valid", distanceMm: 700 }],
    ["two that agree: halfway", [mm(700), mm(850)], { quality: "valid", distanceMm: 775 }],
    ["two that do not: neither", [mm(700), mm(851)], { quality: "twoTargets" }],
    ["three: the middle one", [mm(700), mm(35), mm(720)], { quality: "valid", distanceMm: 700 }],
    ["three, each other: the middle one", [mm(300), mm(1_100), mm(700)], { quality: "valid", distanceMm: 700 }],
    ["a broken one of two", [mm(700), broken], { quality: "valid", distanceMm: 700 }],
    ["two broken of three", [broken, broken, mm(700)], { quality: "valid", distanceMm: 700 }],
    ["a blind one of two", [{ quality: "blind" }, mm(700)], { quality: "valid", distanceMm: 700 }],
    ["all gone: what says most", [broken, { quality: "weak" }], { quality: "weak" }],
    ["all silent", [broken, broken, broken], { quality: "stale" }],
  ] as const)("%s", (_, [level, level2, level3], expected) => {
    expect(seenBy(readingsOf(level, level2, level3)).surface).toMatchObject(expected);
  });

  it("trap: a dead sensor that says full or empty never makes a bin full or empty", () => {
    for (const dead of [31, 1_200, 4_400]) {
      for (const other of [mm(35), mm(400), mm(700), mm(1_190)]) {
        const two = seenBy(readingsOf(mm(dead), other)).surface;
        const three = seenBy(readingsOf(mm(dead), other, other)).surface;
        const far = other.quality === "valid" && Math.abs(other.distanceMm - dead) > 150;
        if (far) expect(two).toEqual({ quality: "twoTargets" });
        expect(three).toMatchObject(other);
      }
    }
    for (const quality of SILENT) {
      expect(seenBy(readingsOf(mm(700), { quality }, { quality })).surface).toMatchObject({ distanceMm: 700 });
    }
    for (const cause of FAULT_CAUSES) {
      const { surface } = seenBy(readingsOf(faulty("level", cause, instant(0)), mm(700)));
      expect(surface).toMatchObject({ distanceMm: 700 });
    }
  });

  it("a level stands on two of three, and the third is told after 10 minutes", () => {
    const bench = new BinBench();
    [bench.level, bench.level2, bench.level3] = [at(40), at(42), { quality: "noEcho" }];
    bench.touched();
    bench.run(601_500);
    const alarms = () => bench.told.filter(({ report }) => report.values["alarm"] === "levelSensor");
    expect(bench.state.fill.lastPct).toBeCloseTo(41, 0);
    expect(alarms().map(({ at: ms, report }) => [ms, report.values])).toEqual([
      [601_000, { alarm: "levelSensor", active: true }],
    ]);
    bench.level3 = at(41);
    bench.touched();
    bench.run(5_000);
    expect(alarms().at(-1)?.report.values).toEqual({ alarm: "levelSensor", active: false });
    expect([...bench.wrong, ...bench.violations]).toEqual([]);
  });

  it("an odd one for less than that is not told, nor a bin with one sensor", () => {
    const depth = new Depth();
    depth.see(readingsOf(at(40), at(80), at(41)));
    expect(depth.fill.oddSince).toBe(1_000);
    depth.see(readingsOf(at(40), at(45), at(41)));
    expect(depth.fill.oddSince).toBeNull();
    depth.see(readingsOf({ quality: "noEcho" }));
    expect(depth.fill.oddSince).toBeNull();
  });
});
