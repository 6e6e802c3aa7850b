import { describe, expect, it } from "vitest";
import { compactedOf } from "../../../device/bin/level/compacted.ts";
import type { PressSettings } from "../../../device/bin/settings.ts";
import { percent } from "../../../device/measure/units.ts";
import { BinBench } from "../bin-bench.ts";
import { SOUND_SETTINGS } from "../sound-bin.ts";

/** 9 mm a point, the plate's top 200 mm below the sensor; the press line of 60 % is at 460 mm of travel. */
const PRESS = SOUND_SETTINGS.press as PressSettings;
const of = (ends: readonly number[], noGain = 0, full = false) =>
  compactedOf(ends, noGain, full, SOUND_SETTINGS, PRESS);

describe("row 19: two fill numbers", () => {
  it.each([
    ["nothing pressed yet: no number", [], 0, {}],
    ["one contact: how high, and no pace", [550], 0, { compactedPct: 50 }],
    ["two: 5 points a stroke, 6 to the press line, then the three that decide", [595, 550, 514], 0, 54],
    ["past the press line: three without gain", [500, 450], 0, { compactedPct: 61, strokesLeft: 3 }],
    ["one of them made", [450, 448], 1, { compactedPct: 61, strokesLeft: 2 }],
    ["sinking litter has no pace", [500, 550], 0, { compactedPct: 50 }],
    ["higher than the full line", [80, 60], 2, { compactedPct: 100, strokesLeft: 1 }],
  ] as const)("%s", (_, ends, noGain, expected) => {
    const told = of(ends, noGain);
    if (typeof expected === "number") expect(told).toEqual({ compactedPct: expected, strokesLeft: 2 + 3 });
    else expect(told).toEqual(expected);
  });

  it("full: none left", () => {
    expect(of([450], 3, true)).toEqual({ compactedPct: 61, strokesLeft: 0 });
  });

  it("litter that yields no more is full within 3 strokes without gain, and the numbers are told on the way", () => {
    const settings = { ...SOUND_SETTINGS, press: { ...PRESS, strokesPerHourMax: 20, pressAtPct: percent(60) } };
    const bench = new BinBench(settings);
    bench.site.fillTo(2_600);
    bench.touched();
    bench.run(20_000);
    let strokes = 0;
    while (bench.mode.name !== "FULL_LOCKED" && strokes < 10) {
      if (!bench.runTo("EXTEND", 1_200_000)) break;
      strokes += 1;
      bench.runTo("VERIFY", 60_000);
      bench.run(30_000);
    }
    expect([bench.mode.name, strokes <= 3]).toEqual(["FULL_LOCKED", true]);
    bench.run(300_000);
    const told = bench.told.filter(({ report }) => report.stream === "bin-fill").map(({ report }) => report.values);
    expect(told[0]).not.toHaveProperty("compactedPct");
    expect(told.at(-1)).toMatchObject({ quality: "valid", strokesLeft: 0 });
    expect(told.at(-1)?.["compactedPct"]).toBeGreaterThanOrEqual(60);
    bench.collect();
    bench.run(700_000);
    expect(bench.told.filter(({ report }) => report.stream === "bin-fill").at(-1)?.report.values).toEqual({
      quality: "valid",
      fillPct: 0,
    });
    expect([...bench.wrong, ...bench.violations]).toEqual([]);
  });
});
