import { expect, it } from "vitest";
import { progressLine } from "../../device/field/progress.ts";

const STEP = { what: "written", unit: "bytes", done: 312_000_000, total: 400_000_000, elapsedMs: 15_600 } as const;

it("says how much, how fast and how long still", () => {
  expect(progressLine(STEP)).toBe("written  312 MB of 400 MB  78 %  20.0 MB/s  0:05 left");
  expect(progressLine({ ...STEP, done: 4_000_000 })).toContain("25:45 left");
  expect(progressLine({ what: "made", unit: "posts", done: 3, total: 12, elapsedMs: 3_000 })).toBe(
    "made  3 of 12  25 %  0:09 left",
  );
});

it("says nothing that it does not know: before the first byte there is no rate", () => {
  expect(progressLine({ ...STEP, done: 0 })).toBe("written  0 MB of 400 MB  0 %  0.0 MB/s");
});
