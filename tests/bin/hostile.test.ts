import { describe, expect, it } from "vitest";
import type { BinReadings } from "../../device/bin/readings.ts";
import { NO_FAULTS } from "../../hal-mocks/press-make.ts";
import { BinBench, CYCLE_MS } from "./bin-bench.ts";
import { hardAt, inService, inStroke, REACH, settled, stoppedHalfWay, waitingHalfWay } from "./reach.ts";

/** Nothing is driven for so long, and the onlooker finds nothing. */
function stillFor(bench: BinBench, ms: number): void {
  for (let past = 0; past < ms; past += CYCLE_MS) {
    bench.run(CYCLE_MS);
    if (bench.outputs.ram !== "off") throw new Error(`driven ${bench.outputs.ram} in ${bench.mode.name}`);
  }
  expect(bench.wrong).toEqual([]);
}
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

describe("who wants two faults at once", () => {
  const shut = (bench: BinBench): void => {
    bench.run(5_000);
    expect(bench.wrong).toEqual([]);
  };

  it("TOP's lever sticks as made after a stop half way down: travel says 250 mm, and the hopper stays shut", () => {
    const bench = stoppedHalfWay();
    bench.breakPress({ stuckTop: "made" });
    shut(bench);
  });

  it("the same after RESET: START does not call it ready", () => {
    const bench = waitingHalfWay();
    bench.breakPress({ stuckTop: "made" });
    bench.push("start");
    bench.run(1_000);
    expect(bench.mode.name).not.toBe("IDLE");
  });

  it("the same after a power cut with the ram half way down", () => {
    const bench = inStroke("EXTEND");
    bench.run(5_000);
    bench.breakPress({ stuckTop: "made" });
    bench.cutPower();
    shut(bench);
  });

  it("TOP's lever sticks as made half way up: the hopper stays shut", () => {
    const bench = inStroke("RETRACT");
    bench.run(4_000);
    bench.breakPress({ stuckTop: "made" });
    bench.runTo("COOL", 20_000);
    shut(bench);
  });

  it("the relay for down is welded at a jam: up is not driven against it after the 300 ms of PAUSE", () => {
    const bench = inStroke("PAUSE", hardAt(30));
    bench.breakPress({ weld: "down" });
    bench.currentMa = 5_000;
    bench.touched();
    for (let past = 0; past < 1_000; past += CYCLE_MS) {
      bench.run(CYCLE_MS);
      expect(bench.outputs.ram).toBe("off");
    }
  });

  it("a weld that drives the ram down while its current cannot be read: the relay is let go of", () => {
    const bench = settled();
    bench.breakPart("current");
    bench.run(1_000);
    bench.breakPress({ ...NO_FAULTS, weld: "down" });
    bench.run(2_000);
    expect(bench.outputs.watchdog).toBe(false);
  });

  it("then the encoder fails, and the power: what it has told is remembered", () => {
    const bench = stoppedHalfWay();
    bench.breakPress({ stuckTop: "made" });
    bench.run(500);
    bench.breakPart("ram");
    shut(bench);
    bench.cutPower();
    shut(bench);
    expect(bench.site.signal("lockClosed").active).toBe(true);
  });

  it("without travel TOP sticks as made a quarter of the way up: far too soon to be true", () => {
    const bench = new BinBench();
    bench.travelMm = "none";
    inStroke("RETRACT", bench).run(3_000);
    bench.breakPress({ stuckTop: "made" });
    shut(bench);
    expect(bench.memory.latch).toEqual(["suspectTop"]);
    expect(bench.violations).toEqual([]);
  });

  it("a motor that is welded the other way is not started, by a stroke or by a crew", () => {
    const warned = REACH.WARN();
    warned.run(2_900);
    warned.currentMa = 800;
    warned.touched();
    stillFor(warned, 3_000);
    expect(warned.memory.latch).toEqual(["weld"]);
    const crew = inService();
    crew.set("serviceA", true);
    crew.set("serviceB", true);
    crew.currentMa = 800;
    crew.touched();
    stillFor(crew, 100);
  });
});

describe("what is no fault", () => {
  const ends = (bench: BinBench): void => {
    expect(bench.runTo("COOL", 40_000)).toBe(true);
    expect([bench.memory.latch, bench.memory.topLate, bench.wrong, bench.violations]).toEqual([[], false, [], []]);
  };

  it.each([5, 30, 200, 600])("a stall %i mm down, and so soon back at the top", (mm) => {
    const bench = new BinBench();
    bench.travelMm = "none";
    bench.breakPress({ jamDownMm: mm });
    ends(inStroke("RETRACT", bench));
  });

  it("current that ends with the pause: up it goes", () => {
    const bench = inStroke("PAUSE", hardAt(30));
    bench.currentMa = 60;
    bench.touched();
    bench.run(380);
    expect(bench.mode.name).toBe("PAUSE");
    bench.currentMa = null;
    bench.touched();
    ends(bench);
  });

  it("an encoder that says 300 mm for 100 ms, and one that flickers by 20 mm", () => {
    const bench = settled();
    for (const [mm, ms] of [
      [300, 100],
      [0, 1_000],
      ...Array.from({ length: 20 }, (_, turn) => [20 * (turn % 2), 40]),
    ]) {
      bench.travelMm = mm ?? 0;
      bench.touched();
      bench.run(ms ?? 0);
    }
    bench.travelMm = null;
    bench.touched();
    bench.run(1_000);
    expect([bench.mode.name, bench.memory.latch, bench.memory.topLate]).toEqual(["IDLE", [], false]);
    expect([...bench.violations, ...bench.wrong]).toEqual([]);
  });

  it("a plate turned by hand with the door open", () => {
    const bench = REACH.COLLECTION();
    for (let mm = 0; mm <= 40; mm++) {
      bench.travelMm = mm;
      bench.touched();
      bench.run(60);
    }
    expect(bench.memory.latch).toEqual([]);
    expect(bench.outputs.watchdog).toBe(true);
  });
});
