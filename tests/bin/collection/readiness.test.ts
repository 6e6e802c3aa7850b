import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readinessOf } from "../../../device/bin/collection/readiness.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import { BinBench } from "../bin-bench.ts";
import { histories } from "../histories.ts";
import { MOVES } from "../history-moves.ts";

describe("row 2: readiness", () => {
  it.each([
    [{ full: true, old: true, alert: true }, "FULLNESS", ["FULLNESS", "AGE", "ALERT"]],
    [{ full: false, old: true, alert: true }, "AGE", ["AGE", "ALERT"]],
    [{ full: false, old: false, alert: true }, "ALERT", ["ALERT"]],
    [{ full: false, old: false, alert: false }, "NOT_READY", ["NOT_READY"]],
  ] as const)("%j: one primary reason, and all of them", (needs, reason, reasons) => {
    expect(readinessOf(needs)).toEqual({ reason, reasons });
  });

  it("is never NOT_READY while any fault is latched, and is told on each change alone", () => {
    let latched = 0;
    fc.assert(
      fc.property(histories, (history) => {
        const bench = new BinBench();
        let last: unknown = null;
        bench.onDecision = (_inputs, decision) => {
          const { readiness, press } = decision.state;
          if (press === null || readiness === null) return;
          if (press.memory.value.latch.length > 0) {
            latched += 1;
            expect(readiness.reasons).toContain("ALERT");
          }
          const told = decision.reports.filter(({ stream }) => stream === "bin-ready");
          expect(told.map(({ values }) => values)).toEqual(readiness === last ? [] : [readiness]);
          last = readiness;
        };
        for (const [name, size] of history.slice(0, 30)) {
          const was = bench.now;
          MOVES[name]?.(bench, size / 1_000);
          if (bench.now < was) last = null;
        }
      }),
      propertyRuns(40),
    );
    expect(latched).toBeGreaterThan(100);
  });
});
