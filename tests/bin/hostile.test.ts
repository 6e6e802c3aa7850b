import { describe, expect, it } from "vitest";
import type { BinReadings } from "../../device/bin/readings.ts";
import { CYCLE_MS, type BinBench } from "./bin-bench.ts";
import { hardAt, inStroke, REACH, stillFor, stoppedHalfWay } from "./reach.ts";

/** In the stroke when it happens, and locked out after it, with nothing driven from the next cycle on. */
function stops(bench: BinBench, happens: () => void): void {
  happens();
  bench.run(CYCLE_MS);
  stillFor(bench, 10_000);
  expect(bench.mode.name).toBe("LOCKOUT");
}

describe("who wants the ram to move with a hand in it", () => {
  const GUARDS = ["hopperA", "hopperB", "doorA", "doorB", "binPresent"] as const;
  it.each(GUARDS)("%s opens and closes in the last cycle of PAUSE: the way up does not begin", (guard) => {
    const bench = inStroke("PAUSE", hardAt(30));
    bench.run(280);
    expect(bench.mode.name).toBe("PAUSE");
    stops(bench, () => bench.blip(guard, false, 5));
  });

  it.each([...GUARDS, "chain", "eStop", "tilt", "lockClosed", "key", "current", "temperature"] as const)(
    "%s cannot be read in the last cycle of DWELL, and can again: the way up does not begin",
    (role) => {
      const bench = inStroke("DWELL");
      bench.run(1_980);
      expect(bench.mode.name).toBe("DWELL");
      stops(bench, () => {
        bench.breakPart(role);
        bench.later(CYCLE_MS + 1, () => bench.mendPart(role));
      });
    },
  );

  it("turns the key to SERVICE and back for 5 ms in DWELL", () => {
    const bench = inStroke("DWELL");
    stops(bench, () => bench.blip("key", true, 5));
  });

  it.each(["hopperA", "doorB", "binPresent"] as const)("pulls %s open in the last cycle of the warning", (guard) => {
    const bench = inStroke("WARN");
    bench.run(2_960);
    bench.blip(guard, false, 5);
    stillFor(bench, 4_000);
    expect(["IDLE", "COLLECTION"]).toContain(bench.mode.name);
  });

  it.each(["IDLE", "LOCKING", "WARN", "COOL", "FULL_LOCKED", "COLLECTION", "WAIT_START"] as const)(
    "presses the emergency stop for 5 ms in %s: latched, and START moves nothing",
    (state) => {
      const bench = REACH[state]();
      bench.blip("eStop", true, 5);
      stillFor(bench, 500);
      bench.push("start");
      stillFor(bench, 6_000);
      expect(bench.mode.name).toBe("LOCKOUT");
    },
  );

  it("holds START and RESET together from before the stop, and lets go of both at once", () => {
    const bench = inStroke("EXTEND");
    bench.run(1_000);
    bench.set("start", true);
    bench.set("reset", true);
    bench.blip("hopperA", false, 200);
    bench.run(1_000);
    bench.set("start", false);
    bench.set("reset", false);
    stillFor(bench, 10_000);
    expect(bench.mode.name).toBe("LOCKOUT");
  });

  it("presses START in the very cycle in which RESET takes the latch back", () => {
    const bench = stoppedHalfWay();
    bench.set("start", true);
    bench.push("reset", 400);
    bench.set("start", false);
    stillFor(bench, 10_000);
    expect(bench.mode.name).toBe("WAIT_START");
  });

  it("asks from afar, again and again, in every state but IDLE", () => {
    for (const state of ["WAIT_START", "LOCKOUT", "COLLECTION", "FULL_LOCKED", "COOL", "SAFE_STOP"] as const) {
      const bench = REACH[state]();
      for (let times = 0; times < 20; times++) {
        bench.request("compact");
        bench.request("unlock");
        bench.request("reset");
        bench.request("start");
        stillFor(bench, 100);
      }
      expect([state, "IDLE"], state).toContain(bench.mode.name);
    }
  });

  it("cuts the power while RESET is on its way to disk, then RESET and START without a look: it warns first", () => {
    const bench = stoppedHalfWay();
    bench.store.stalled = true;
    bench.push("reset");
    bench.run(100);
    bench.store.stalled = false;
    bench.cutPower();
    stillFor(bench, 3_000);
    expect(bench.mode.name).toBe("LOCKOUT");
    bench.push("reset");
    bench.run(100);
    bench.push("start");
    stillFor(bench, 3_900);
    expect(bench.runTo("RETRACT", 1_000)).toBe(true);
    expect(bench.outputs.ram).toBe("up");
  });

  it("opens the hopper while the lock's contact says closed all the time", () => {
    const bench = inStroke("EXTEND");
    stops(bench, () => {
      bench.set("hopperA", false);
      bench.set("hopperB", false);
    });
  });

  it("bridges the chain's contact, then opens one channel of one guard", () => {
    const bench = inStroke("RETRACT");
    bench.chainStuck();
    stops(bench, () => bench.set("doorB", false));
  });

  it("kicks the housing so that TOP bounces as the warning ends: down from the top alone", () => {
    const bench = REACH.WARN();
    bench.run(2_700);
    for (let times = 0; times < 5 && bench.mode.name === "WARN"; times++) {
      bench.breakPress({ stuckTop: times % 2 === 0 ? "open" : null });
      bench.run(100);
    }
    expect(bench.mode.name).toBe("EXTEND");
    expect([...bench.violations, ...bench.wrong]).toEqual([]);
  });
});

describe("who wants the hopper open with the ram below it", () => {
  const shutFor = (bench: BinBench, ms: number): void => {
    for (let past = 0; past < ms; past += CYCLE_MS) {
      bench.run(CYCLE_MS);
      if (!bench.outputs.lock) throw new Error(`free in ${bench.mode.name}, the ram ${bench.site.travelMm} mm down`);
    }
    expect(bench.wrong).toEqual([]);
  };

  it.each(["conflict", "open"] as const)("TOP %s half way down after a stop: shut", (stuckTop) => {
    const bench = stoppedHalfWay();
    bench.breakPress({ stuckTop });
    shutFor(bench, 5_000);
  });

  it("TOP says made half way down, and BOTTOM too: shut", () => {
    const bench = stoppedHalfWay();
    bench.breakPress({ stuckTop: "made", stuckBottom: "made" });
    shutFor(bench, 5_000);
  });

  it.each(["top", "topOpen", "bottom"] as const)("%s cannot be read: shut", (role: keyof BinReadings) => {
    const bench = stoppedHalfWay();
    bench.breakPart(role);
    shutFor(bench, 5_000);
  });

  it("TOP is made by a finger in the dwell: shut, and a tool fault", () => {
    const bench = inStroke("DWELL", hardAt(300));
    bench.breakPress({ stuckTop: "made" });
    shutFor(bench, 5_000);
    expect(bench.memory.latch).toContain("suspectTop");
  });

  it("asks from afar for a full bin to be unlocked while TOP is not made", () => {
    const bench = REACH.FULL_LOCKED();
    bench.breakPress({ stuckTop: "open" });
    bench.run(100);
    bench.request("unlock");
    shutFor(bench, 2_000);
  });
});
