import { describe, expect, it } from "vitest";
import { NO_FAULTS } from "../../hal-mocks/press-make.ts";
import { CYCLE_MS, type BinBench } from "./bin-bench.ts";
import { inStroke, REACH, settled, stoppedHalfWay } from "./reach.ts";

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

  describe("at rest, with an encoder that does not answer", () => {
    const STOPS = {
      "half way down": () => stoppedHalfWay(),
      "half way up": () => {
        const bench = inStroke("RETRACT");
        bench.run(2_000);
        bench.blip("eStop", true, 500);
        bench.run(1_000);
        return bench;
      },
    };

    it.each(Object.entries(STOPS))(
      "%s it is not believed: the hopper stays locked, after a power cut too",
      (_, stop) => {
        const bench = stop();
        bench.breakPart("ram");
        bench.run(500);
        bench.breakPress({ stuckTop: "made" });
        bench.run(5_000);
        expect(bench.site.travelMm).toBeGreaterThan(50);
        expect(bench.memory.topLate).toBe(true);
        bench.cutPower();
        bench.run(5_000);
        expect(bench.site.signal("lockClosed").active).toBe(true);
        expect(bench.violations).toEqual([]);
        clean(bench);
      },
    );

    it("knocked at for less than 200 ms it is believed again", () => {
      const bench = settled();
      bench.breakPart("ram");
      bench.run(500);
      bench.breakPress({ stuckTop: "open" });
      bench.run(120);
      bench.breakPress(NO_FAULTS);
      bench.run(1_000);
      expect(bench.memory.topLate).toBe(false);
      expect(bench.mode.name).toBe("IDLE");
    });

    it("made while the ram runs on upwards it is believed", () => {
      const bench = inStroke("RETRACT");
      bench.breakPart("ram");
      while (bench.site.travelMm > 14) bench.run(CYCLE_MS);
      bench.blip("eStop", true, 100);
      bench.run(100);
      bench.breakPress({ stuckTop: "made" });
      bench.run(3_000);
      expect(bench.mode.name).toBe("LOCKOUT");
      expect(bench.memory.topLate).toBe(false);
    });
  });
});
