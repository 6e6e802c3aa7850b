import { describe, expect, it } from "vitest";
import { NO_FAULTS } from "../../hal-mocks/press-make.ts";
import type { BinBench } from "./bin-bench.ts";
import { inStroke, REACH, settled } from "./reach.ts";

const clean = (bench: BinBench): void => {
  expect(bench.wrong).toEqual([]);
};

describe("a TOP switch that sticks", () => {
  it("a stuck TOP with the ram down: the hopper stays locked, after a power cut too", () => {
    const bench = settled();
    bench.breakPress({ stuckTop: "made" });
    bench.request("compact");
    bench.runTo("LOCKOUT");
    bench.run(5_000);
    expect(bench.memory.latch).toEqual(["suspectTop"]);
    expect(bench.site.travelMm).toBeGreaterThan(90);
    expect(bench.site.signal("lockClosed").active).toBe(true);
    bench.cutPower();
    bench.run(5_000);
    expect(bench.site.signal("lockClosed").active).toBe(true);
    clean(bench);
  });

  it.each([
    ["the key is turned", (bench: BinBench) => bench.blip("key", true, 100), ["key", "suspectTop"]],
    ["power fails", (bench: BinBench) => bench.cutPower(), ["openIntent", "suspectTop"]],
  ] as const)(
    "%s while a stuck TOP is not yet found out: it is suspected, and the hopper stays locked",
    (_, stop, causes) => {
      const bench = settled();
      bench.breakPress({ stuckTop: "made" });
      bench.request("compact");
      bench.runTo("EXTEND");
      bench.run(1_500);
      const opened: number[] = [];
      bench.onDecision = (_inputs, { outputs }, now) => {
        if (!outputs.lock) opened.push(now);
      };
      stop(bench);
      bench.run(5_000);
      expect(bench.mode).toMatchObject({ name: "LOCKOUT", causes });
      expect(bench.site.travelMm).toBeGreaterThan(70);
      bench.cutPower();
      bench.run(5_000);
      expect(opened).toEqual([]);
      clean(bench);
    },
  );

  it("a stop before TOP can have opened suspects nothing", () => {
    const bench = inStroke("EXTEND", settled());
    bench.breakPress({ stuckTop: "made" });
    bench.run(300);
    bench.blip("key", true, 100);
    bench.run(5_000);
    expect(bench.memory).toMatchObject({ latch: ["key"], topLate: false });
  });

  it("a TOP that opens late is believed again", () => {
    const bench = settled();
    bench.breakPress({ stuckTop: "made" });
    bench.request("compact");
    bench.runTo("EXTEND");
    bench.run(1_500);
    expect(bench.memory.topLate).toBe(true);
    bench.breakPress(NO_FAULTS);
    expect(bench.runTo("COOL")).toBe(true);
    expect(bench.memory.topLate).toBe(false);
    clean(bench);
  });

  it("a TOP that comes back while nothing drives the ram up is not believed", () => {
    const bench = REACH.DWELL();
    bench.breakPress({ stuckTop: "made" });
    bench.breakPress({ stuckBottom: "open" });
    bench.run(1_000);
    expect(bench.memory.latch).toEqual(["suspectTop"]);
    expect(bench.violations).toEqual([]);
    clean(bench);
  });
});
