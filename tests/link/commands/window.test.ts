import fc from "fast-check";
import { expect, it } from "vitest";
import { COUNTER_WINDOW } from "../../../device/contract/limits.ts";
import { floorAt, withCounter, type Window } from "../../../device/link/commands/window.ts";
import { propertyRuns } from "../../setup/property-runs.ts";

it("takes each counter at most once, none that lies 64 below the largest, and each other one", () => {
  const counters = fc.array(fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 100_000 })), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(counters, (order) => {
      const taken = new Set<number>();
      let window: Window | null = null;
      for (const counter of order) {
        const largest = Math.max(0, ...taken);
        const next = withCounter(window, counter);
        expect(next !== null).toBe(!taken.has(counter) && counter > largest - COUNTER_WINDOW);
        if (next === null) continue;
        taken.add(counter);
        window = next;
        expect(window.taken.length).toBeLessThanOrEqual(COUNTER_WINDOW);
      }
    }),
    propertyRuns(300),
  );
});

it("takes nothing up to a floor", () => {
  const floor = floorAt(500);
  for (let counter = 400; counter <= 500; counter += 1) expect(withCounter(floor, counter)).toBeNull();
  const next = withCounter(floor, 503);
  expect(next).not.toBeNull();
  expect(withCounter(next, 501)).not.toBeNull();
  expect(withCounter(next, 500)).toBeNull();
});
