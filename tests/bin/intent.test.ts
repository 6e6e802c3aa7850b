import { describe, expect, it } from "vitest";
import { BinBench } from "./bin-bench.ts";
import { OFTEN, settled, stroke } from "./reach.ts";

describe("the intent of a stroke", () => {
  it("is a new one each time, one for the whole stroke, and on disk before anything moves", () => {
    const bench = settled(new BinBench(OFTEN));
    const intents: number[][] = [[]];
    bench.onDecision = ({ kept }, { outputs }) => {
      const { intentRevision } = outputs;
      const strokes = intents.at(-1) ?? [];
      if (intentRevision === null && strokes.length > 0) intents.push([]);
      if (intentRevision !== null) strokes.push(intentRevision);
      if (outputs.ram !== "off")
        expect(kept.ok && kept.value.durable).toBeGreaterThanOrEqual(intentRevision ?? Infinity);
    };
    stroke(bench);
    bench.request("compact");
    bench.runTo("EXTEND");
    bench.run(3_000);
    // Something else is remembered in the middle of the stroke.
    bench.request("inhibit", { forMs: 1_000 });
    bench.run(2_000);
    bench.blip("eStop", true, 500);
    bench.run(1_000);
    bench.push("reset");
    bench.run(100);
    bench.push("start");
    expect(bench.runTo("COOL")).toBe(true);
    const each = intents.filter((strokes) => strokes.length > 0).map((strokes) => [...new Set(strokes)]);
    expect(each.map((strokes) => strokes.length)).toEqual([1, 1, 1]);
    const [first, second, home] = each.flat();
    expect(second).toBeGreaterThan(first ?? Infinity);
    expect(home).toBeGreaterThan(second ?? Infinity);
    expect(bench.violations).toEqual([]);
  });
});
