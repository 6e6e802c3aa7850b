import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../setup/property-runs.ts";
import { BinBench } from "./bin-bench.ts";
import { histories } from "./histories.ts";
import { MOVES } from "./history-moves.ts";

const cycles = { jumping: 0, each: 0 };
const LONGEST = 10 * 60_000;
it("jumping from moment to moment ends where each cycle of 20 ms ends", { timeout: LONGEST }, () => {
  fc.assert(
    fc.property(histories, (history) => {
      const each = new BinBench();
      const jumping = new BinBench();
      each.everyCycle = true;
      jumping.movingMs = null;
      for (const [name, size] of history.slice(0, 12)) {
        for (const bench of [each, jumping]) MOVES[name]?.(bench, size / 1_000);
        expect(jumping.told.splice(0)).toEqual(each.told.splice(0));
        expect(jumping.state).toEqual(each.state);
        expect(jumping.outputs).toEqual(each.outputs);
      }
      cycles.jumping += jumping.cycles;
      cycles.each += each.cycles;
    }),
    propertyRuns(30),
  );
  expect(cycles.jumping).toBeLessThan(cycles.each / 4);
});
