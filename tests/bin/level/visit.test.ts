import { describe, expect, it } from "vitest";
import { BinBench } from "../bin-bench.ts";
import { at } from "./depth.ts";

/** A bin at one level, its door open for a minute, and the level after it; `seen`: what the sensor says, sample by sample. */
function visited(beforePct: number, seen: readonly number[]): BinBench {
  const bench = new BinBench();
  bench.level = at(beforePct);
  bench.touched();
  bench.run(61_000);
  for (const door of ["doorA", "doorB"] as const) bench.set(door, false);
  bench.run(60_000);
  for (const door of ["doorA", "doorB"] as const) bench.set(door, true);
  for (const fillPct of seen) {
    bench.level = at(fillPct);
    bench.touched();
    bench.run(5_000);
  }
  bench.run(30_000);
  return bench;
}
const collections = (bench: BinBench) =>
  bench.told.filter(({ report }) => report.stream === "collection").map(({ report }) => report.values);

describe("row 25: what a visit came to, judged from the level after the door was closed", () => {
  it.each([
    [58, 44, { result: "openedNotEmptied", fillBeforePct: 58, fillAfterPct: 44 }],
    [58, 43, { result: "partlyEmptied", fillBeforePct: 58, fillAfterPct: 43 }],
    [58, 21, { result: "partlyEmptied", fillBeforePct: 58, fillAfterPct: 21 }],
    [58, 20, { result: "collected", fillBeforePct: 58, fillAfterPct: 20 }],
  ])("%i %% before, %i %% after", (beforePct, afterPct, values) => {
    expect(collections(visited(beforePct, [afterPct]))).toEqual([values]);
  });

  it("the filter starts afresh with the door: nothing of before is in what is judged", () => {
    const bench = visited(58, [0, 0, 0]);
    const [told] = bench.told.filter(({ report }) => report.stream === "collection");
    expect(told?.report.values).toMatchObject({ result: "collected", fillAfterPct: 0 });
    expect((told?.at ?? Infinity) - 121_000).toBeLessThanOrEqual(15_000);
  });

  it("one bad echo among the first does not decide it, and costs one sample", () => {
    expect(collections(visited(58, [58, 0, 0, 0]))).toMatchObject([{ result: "collected", fillAfterPct: 0 }]);
    expect(collections(visited(58, [0, 56, 56, 56]))).toMatchObject([{ result: "openedNotEmptied" }]);
  });

  it("fact 5 of part 9: full to empty without a door is no collection and no empty bin, however long", () => {
    const bench = new BinBench();
    bench.breakPart("current");
    bench.level = at(96);
    bench.touched();
    bench.run(120_000);
    bench.level = at(0);
    bench.touched();
    bench.run(3_600_000);
    expect(collections(bench)).toEqual([]);
    const fills = bench.told.filter(({ report }) => report.stream === "bin-fill").map(({ report }) => report.values);
    expect(fills.at(-1)).toEqual({ quality: "implausible" });
    const full = bench.told.filter(({ report }) => report.stream === "bin-full").map(({ report }) => report.values);
    expect(full).toMatchObject([{ active: true }]);
  });
});
