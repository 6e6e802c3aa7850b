import { describe, expect, it } from "vitest";
import { NO_FAULTS } from "../../hal-mocks/press-make.ts";
import type { BinBench } from "./bin-bench.ts";
import { inStroke, REACH, settled, stoppedHalfWay } from "./reach.ts";

describe("the way back from LOCKOUT", () => {
  it("RESET waits for the cause to be gone, the guards, and moves nothing", () => {
    const bench = stoppedHalfWay();
    bench.set("hopperA", false);
    bench.push("reset");
    expect(bench.mode.name).toBe("LOCKOUT");
    expect(bench.why.at(-1)?.text).toMatch(/RESET was pressed, but not yet: .*hopperA/);
    bench.set("hopperA", true);
    const { travelMm } = bench.site;
    bench.push("reset");
    bench.run(60_000);
    expect(bench.mode.name).toBe("WAIT_START");
    expect(bench.site.travelMm).toBe(travelMm);
    expect(bench.outputs.lock).toBe(true);
  });

  it.each([
    ["tilt", 60_000, (bench: BinBench) => bench.blip("tilt", true, 11_000)],
    [
      "fire",
      600_000,
      (bench: BinBench) => {
        bench.temperatureC = 75;
        bench.touched();
        bench.later(11_000, () => (bench.temperatureC = 39));
      },
    ],
  ] as const)("%s: only when it has been over for %i ms", (name, wait, happens) => {
    const bench = settled();
    happens(bench);
    bench.run(11_100);
    bench.touched();
    bench.run(100);
    expect(bench.memory.latch).toEqual([name]);
    bench.run(wait - 2_000);
    bench.push("reset");
    expect(bench.mode.name).toBe("LOCKOUT");
    bench.run(2_000);
    bench.push("reset");
    bench.run(100);
    expect(bench.mode.name).toBe("WAIT_START");
  });

  it("a fault that wants a tool stays, whoever presses RESET", () => {
    const bench = REACH.SELF_TEST();
    bench.breakPress({ stuckBottom: "made" });
    bench.run(200);
    bench.breakPress(NO_FAULTS);
    bench.set("binPresent", true);
    bench.push("reset");
    bench.run(1_000);
    expect(bench.mode.name).toBe("LOCKOUT");
    expect(bench.why.at(-1)?.text).toMatch(/wants a tool/);
  });

  it("the latch outlives a power cut, and clearing it must be on disk before it counts", () => {
    const bench = stoppedHalfWay();
    bench.store.stalled = true;
    bench.push("reset");
    bench.run(2_000);
    expect(bench.mode.name).toBe("LOCKOUT");
    bench.store.stalled = false;
    bench.cutPower();
    bench.run(1_000);
    expect(bench.mode.name).toBe("LOCKOUT");
    expect(bench.memory.latch).toEqual(["eStop", "openIntent"]);
  });

  it.each([
    ["the emergency stop is pressed at start", (bench: BinBench): void => bench.set("eStop", true), "eStop"],
    ["it is hot inside at start", (bench: BinBench): void => void (bench.temperatureC = 90), "fire"],
  ] as const)("a power cut in a stroke is told although %s", (_words, happens, cause) => {
    const bench = inStroke("EXTEND");
    bench.run(2_000);
    bench.told.splice(0);
    happens(bench);
    bench.cutPower();
    bench.run(3_000);
    expect(bench.mode.name).toBe("LOCKOUT");
    expect(bench.memory.latch.toSorted()).toEqual([cause, "openIntent"].toSorted());
    const told = bench.told.filter(({ report }) => report.stream === "lockout").map(({ report }) => report.values);
    expect(told).toContainEqual({ cause: "openIntent", active: true });
  });

  it("an open stroke that a slow card tells of late is latched too: RESET does not wipe it unsaid", () => {
    const bench = inStroke("EXTEND");
    bench.run(2_000);
    bench.store.stalled = true;
    bench.cutPower();
    bench.run(12_000);
    expect(bench.memory.latch).toEqual(["nvLost"]);
    bench.store.stalled = false;
    bench.run(1_000);
    expect(bench.mode.name).toBe("LOCKOUT");
    expect(bench.memory.latch.toSorted()).toEqual(["nvLost", "openIntent"]);
  });
});

describe("two channels of one guard that differ", () => {
  const halfOpen = (bench: BinBench, ms: number): readonly string[] => {
    bench.blip("hopperB", false, ms);
    bench.run(ms + 1_000);
    return bench.memory.latch;
  };

  it("want a tool after 10 s, not sooner", () => {
    expect(halfOpen(settled(), 9_900)).toEqual([]);
    expect(halfOpen(settled(), 10_100)).toEqual(["discrepancy"]);
  });

  it("want a tool the third time in a day", () => {
    const bench = settled();
    expect([halfOpen(bench, 600), halfOpen(bench, 600), halfOpen(bench, 600)]).toEqual([[], [], ["discrepancy"]]);
    const slow = settled();
    for (let times = 0; times < 4; times++) {
      expect(halfOpen(slow, 600)).toEqual([]);
      slow.run(12 * 3_600_000);
    }
  });

  it("want a tool after 500 ms when it began in a stroke", () => {
    expect(halfOpen(inStroke("EXTEND"), 490)).toEqual(["guard"]);
    expect(halfOpen(inStroke("EXTEND"), 540)).toEqual(["guard", "discrepancy"]);
  });
});
