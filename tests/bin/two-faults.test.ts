import { describe, expect, it } from "vitest";
import { NO_FAULTS } from "../../hal-mocks/press-make.ts";
import { BinBench, CYCLE_MS } from "./bin-bench.ts";
import { hardAt, inService, inStroke, REACH, settled, stillFor, stoppedHalfWay, waitingHalfWay } from "./reach.ts";

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
    expect([bench.memory.latch, bench.violations]).toEqual([["weld"], []]);
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
    stillFor(crew, 300);
    expect([...warned.violations, ...crew.violations]).toEqual([]);
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
