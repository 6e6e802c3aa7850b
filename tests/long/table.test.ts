import { describe, expect, it } from "vitest";
import { addSlice, formatLongRuns, parseLongRuns } from "./table.ts";

describe("the table of long runs", () => {
  const figures = { cycles: 45_000, "worst late ms": 6.4 };
  const found = { name: "cycles (tests/a.ts)", runs: 10_000, slice: 1, failed: false, figures };

  it("reads what it wrote, and adds up; of the worst it keeps the worst", () => {
    let runs = addSlice([], found, "2026-11-25");
    const worse = { ...found, slice: 2, failed: true, figures: { cycles: 1, "worst late ms": 7 } };
    runs = addSlice(runs, worse, "2026-11-26");
    runs = addSlice(runs, { ...found, slice: 3, figures: { cycles: 2, "worst late ms": 1 } }, "2026-11-26");
    runs = addSlice(runs, { ...found, name: "tests/lamp/table-5a.test.ts", figures: {} }, "2026-11-26");
    expect(parseLongRuns(formatLongRuns(runs))).toEqual(runs);
    expect(runs[0]).toMatchObject({
      ...{ runs: 30_000, firstSlice: 1, lastSlice: 3, failedSlices: [2], date: "2026-11-26" },
      figures: { cycles: 45_003, "worst late ms": 7 },
    });
  });

  it("starts a row again where slices have a gap", () => {
    const runs = addSlice(addSlice([], found, "2026-11-25"), { ...found, slice: 9 }, "2026-11-26");
    expect(runs).toMatchObject([{ runs: 10_000, firstSlice: 9, lastSlice: 9 }]);
  });
});
