import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  slotToWrite,
  startPlan,
  want,
  writeBegun,
  writeDone,
  writeFailed,
  type SlotPlan,
} from "../../device/keep/slot-plan.ts";

describe("the order of writes", () => {
  it("acknowledges after both slots, and not before", () => {
    let plan = want(startPlan([4, 4]), 5);
    plan = writeDone(writeBegun(plan, 0), 0, 5);
    expect(plan).toMatchObject({ acknowledged: 4, writing: 5 });
    expect(slotToWrite(plan)).toBe(1);
    plan = writeDone(writeBegun(plan, 1), 1, 5);
    expect(plan).toEqual({ intact: [5, 5], acknowledged: 5, writing: null, waiting: null });
  });

  it.each([
    [[0, 9], 0],
    [[9, 0], 1],
    [[8, 9], 0],
    [[9, 8], 1],
  ] as const)("with %j intact writes slot %i, never the better one", (intact, slot) => {
    expect(slotToWrite(want(startPlan(intact), 10))).toBe(slot);
  });

  it("finishes what is half written and then takes only the newest", () => {
    let plan = want(want(want(startPlan([4, 4]), 5), 6), 7);
    plan = writeDone(writeBegun(plan, 0), 0, 5);
    expect(plan.writing).toBe(5);
    plan = writeDone(writeBegun(plan, 1), 1, 5);
    expect(plan).toMatchObject({ acknowledged: 5, writing: 7, waiting: null });
  });

  it("stays at a slot that fails, with the newest wanted", () => {
    let plan = want(startPlan([4, 4]), 5);
    plan = writeDone(writeBegun(plan, 0), 0, 5);
    plan = writeFailed(want(writeBegun(plan, 1), 6));
    expect(slotToWrite(plan)).toBe(1);
    expect(plan).toMatchObject({ writing: 6, acknowledged: 4, intact: [5, 0] });
  });
});

type Step = "want" | "whole" | "failed" | "cut";

describe("any history of puts, failures and power cuts", () => {
  it("never has both slots bad, and never goes back behind what was acknowledged", () => {
    const steps = fc.array(fc.constantFrom<Step>("want", "whole", "failed", "cut"), { minLength: 100, maxLength: 150 });
    fc.assert(
      fc.property(steps, (history) => {
        let plan = startPlan([1, 1]);
        let newest = 1;
        for (const step of history) {
          if (step === "want") plan = want(plan, (newest += 1));
          else if (plan.writing !== null) plan = afterWrite(plan, plan.writing, step);
          expect(Math.max(...plan.intact)).toBeGreaterThanOrEqual(plan.acknowledged);
          expect(Math.max(...plan.intact)).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

function afterWrite(plan: SlotPlan, sequence: number, step: Exclude<Step, "want">): SlotPlan {
  const slot = slotToWrite(plan);
  const begun = writeBegun(plan, slot);
  expect(Math.max(...begun.intact), "the other slot holds what was acknowledged").toBeGreaterThanOrEqual(
    plan.acknowledged,
  );
  switch (step) {
    case "whole":
      return writeDone(begun, slot, sequence);
    case "failed":
      return writeFailed(begun);
    case "cut":
      return startPlan(begun.intact);
  }
}
