import { describe, expect, it } from "vitest";
import { NO_FAULTS } from "../../hal-mocks/press-make.ts";
import { BinBench } from "./bin-bench.ts";
import { inStroke, levelAt, OFTEN, REACH, remembering, settled, stroke, waitingHalfWay } from "./reach.ts";

const clean = (bench: BinBench): void => {
  expect(bench.wrong).toEqual([]);
};

describe("each trap under the table", () => {
  it.each(["PAUSE", "DWELL"] as const)("a guard opened and closed again inside %s: no way up", (state) => {
    const bench = REACH[state]();
    bench.blip("hopperA", false, 200);
    bench.blip("hopperB", false, 200);
    bench.run(10_000);
    expect(bench.mode).toMatchObject({ name: "LOCKOUT", causes: ["guard"] });
    expect(bench.visited).not.toContain("RETRACT");
    clean(bench);
  });

  it.each(["WARN", "EXTEND", "PAUSE", "DWELL", "RETRACT"] as const)(
    "power fails in %s: something durable said that it moves",
    (state) => {
      const bench = REACH[state]();
      bench.cutPower();
      bench.run(10_000);
      expect(bench.mode).toMatchObject({ name: "LOCKOUT", causes: ["openIntent"] });
      clean(bench);
    },
  );

  it("power fails after a stop in a stroke whose latch never got to the disk", () => {
    const bench = REACH.EXTEND();
    bench.store.stalled = true;
    bench.blip("hopperA", false, 100);
    bench.run(1_000);
    expect(bench.mode.name).toBe("SAFE_STOP");
    bench.store.stalled = false;
    bench.cutPower();
    bench.run(1_000);
    expect(bench.mode).toMatchObject({ name: "LOCKOUT", causes: ["openIntent"] });
  });

  it("a stuck BOTTOM half way down is no contact: three such strokes are not full", () => {
    const bench = settled(new BinBench(OFTEN));
    for (let times = 0; times < 3; times++) {
      bench.request("compact");
      bench.runTo("EXTEND");
      bench.run(4_000);
      bench.breakPress({ stuckBottom: "made" });
      bench.run(100);
      expect(bench.mode.name).toBe("DWELL");
      bench.breakPress(NO_FAULTS);
      bench.runTo("IDLE");
    }
    expect(bench.mode.name).toBe("IDLE");
    expect(bench.memory.full).toBe(false);
  });

  it.each([
    ["at rest, hours after the last stroke", REACH.IDLE],
    ["in the dwell of a stroke", REACH.DWELL],
  ] as const)("a weld %s: the relay is let go of within 0.52 s", (_, from) => {
    const bench = from();
    const since = bench.now;
    bench.breakPress({ weld: "up" });
    bench.currentMa = 800;
    bench.touched();
    while (bench.outputs.watchdog && bench.now - since < 1_000) bench.run(20);
    expect(bench.now - since).toBeLessThanOrEqual(from === REACH.IDLE ? 220 : 520);
    expect(bench.memory.latch).toContain("weld");
    expect(bench.violations).toEqual([]);
    bench.run(5_000);
    bench.cutPower();
    bench.run(5_000);
    expect(bench.site.signal("chain").active).toBe(false);
    clean(bench);
  });

  it("LOCKING can be reached from a hopper that is free", () => {
    const bench = settled();
    expect(bench.site.signal("lockClosed").active).toBe(false);
    bench.request("compact");
    bench.run(40);
    expect(bench.mode.name).toBe("LOCKING");
    expect(bench.outputs.lock).toBe(true);
    expect(bench.runTo("WARN", 2_000)).toBe(true);
  });

  it("a start given up while TOP bounces leaves the hopper locked until TOP is made again", () => {
    const bench = REACH.WARN();
    bench.breakPress({ stuckTop: "open" });
    bench.blip("hopperA", false, 5);
    bench.run(60);
    expect(bench.mode.name).toBe("IDLE");
    expect(bench.outputs.lock).toBe(true);
    bench.breakPress(NO_FAULTS);
    bench.run(40);
    expect(bench.outputs.lock).toBe(false);
    expect(bench.violations).toEqual([]);
    clean(bench);
  });

  it("TOP that bounces as the warning ends: down only from the top", () => {
    const bench = REACH.WARN();
    bench.run(2_900);
    bench.breakPress({ stuckTop: "open" });
    bench.run(180);
    expect(bench.mode.name).toBe("WARN");
    bench.breakPress(NO_FAULTS);
    bench.run(40);
    expect(bench.mode.name).toBe("EXTEND");
    expect(bench.violations).toEqual([]);
    clean(bench);
  });

  it("a stall near the top is a jam before it is a press end", () => {
    const bench = new BinBench();
    bench.breakPress({ jamDownMm: 40 });
    inStroke("VERIFY", bench);
    expect(bench.visited).toContain("PAUSE");
    expect(bench.visited).not.toContain("DWELL");
    expect(bench.mode).toMatchObject({ stroke: { end: "jam" } });
  });

  it("after a collection with a dead sensor the bin comes back, and presses when it sees again", () => {
    const bench = remembering({ full: true });
    bench.breakPart("level");
    bench.run(1_000);
    expect(bench.mode.name).toBe("FULL_LOCKED");
    bench.collect();
    bench.settle();
    expect(bench.runTo("IDLE", 5_000)).toBe(true);
    expect(bench.outputs.lock).toBe(false);
    bench.set("beam", true);
    bench.run(60_000);
    expect(bench.mode.name).toBe("IDLE");
    bench.mendPart("level");
    expect(bench.runTo("LOCKING", 30_000)).toBe(true);
    clean(bench);
  });

  it("a child at the flap in WARN(home) bricks nothing: the next START goes home", () => {
    const bench = waitingHalfWay();
    for (let times = 0; times < 10; times++) {
      bench.push("start");
      expect(bench.runTo("WARN", 5_000)).toBe(true);
      bench.blip("hopperA", false, 300);
      bench.blip("hopperB", false, 300);
      bench.run(1_000);
      expect(bench.mode.name).toBe("WAIT_START");
      expect(bench.memory.latch).toEqual([]);
    }
    bench.push("start");
    expect(bench.runTo("COOL")).toBe(true);
    expect(bench.site.travelMm).toBeLessThan(3);
    clean(bench);
  });

  it("three remote strokes on a nearly empty bin are not full", () => {
    const bench = settled(new BinBench(OFTEN));
    for (let times = 0; times < 4; times++) stroke(bench);
    expect(bench.mode.name).toBe("IDLE");
    expect(bench.memory.full).toBe(false);
  });

  it("three strokes that gain nothing at or above the press line are full", () => {
    const bench = new BinBench(OFTEN);
    bench.breakPress({ jamDownMm: 250 });
    levelAt(settled(bench), 80);
    for (let times = 0; times < 4 && bench.mode.name !== "FULL_LOCKED"; times++) {
      bench.runTo("VERIFY");
      bench.run(15_100);
      if (bench.mode.name === "COOL") bench.runTo("IDLE", 61_000);
    }
    expect(bench.mode.name).toBe("FULL_LOCKED");
    expect(bench.memory.strokesTotal).toBe(4);
  });

  it("heaped rubbish is full and no jam", () => {
    const bench = new BinBench();
    bench.breakPress({ jamDownMm: 50 });
    levelAt(bench, 100);
    expect(bench.runTo("FULL_LOCKED")).toBe(true);
    expect(bench.memory.jamsAt).toEqual([]);
  });

  it("a jam: no new press until the hopper was opened and closed; the third in a day stops", () => {
    const bench = settled(new BinBench(OFTEN));
    bench.breakPress({ jamDownMm: 50 });
    for (let times = 0; times < 2; times++) {
      stroke(bench);
      bench.told.splice(0);
      bench.request("compact", {}, "site");
      bench.run(40);
      expect(JSON.stringify(bench.told[0]?.report.values)).toMatch(/409.*hopper has not been/);
      bench.throwIn(1);
      bench.run(3_000);
    }
    bench.request("compact");
    expect(bench.runTo("LOCKOUT")).toBe(true);
    expect(bench.memory.latch).toEqual(["jam"]);
  });

  it.each(["chain", "hopperA", "hopperB", "doorA", "doorB", "binPresent"] as const)(
    "an opening of %s shorter than a cycle ends a stroke",
    (contact) => {
      const bench = REACH.EXTEND();
      bench.run(1_000);
      // The chain is not the world's to open: its own edge comes from whatever is in series with it.
      bench.blip(contact === "chain" ? "binPresent" : contact, false, 5);
      bench.run(20);
      expect(bench.outputs.ram).toBe("off");
      expect(bench.readings[contact]).toMatchObject({ value: { falls: 1 + (contact === "chain" ? 1 : 0) } });
      expect(bench.memory.latch).toEqual(["guard"]);
      clean(bench);
    },
  );

  it.each(["hopperA", "hopperB", "doorA", "doorB", "binPresent"] as const)(
    "%s ends a stroke by itself, though the chain says closed",
    (contact) => {
      const bench = REACH.EXTEND();
      bench.run(1_000);
      bench.freeze("chain");
      bench.set(contact, false);
      bench.run(20);
      expect(bench.outputs.ram).toBe("off");
      expect(bench.memory.latch).toEqual(["guard"]);
      expect(bench.violations).toEqual([]);
    },
  );

  it("the chain ends a stroke by itself, though each contact says closed", () => {
    const bench = REACH.EXTEND();
    bench.run(1_000);
    bench.chainOpens();
    bench.run(20);
    expect(bench.outputs.ram).toBe("off");
    expect(bench.memory.latch).toEqual(["guard"]);
    expect(bench.violations).toEqual([]);
  });

  it("strokes that gain nothing below the press line are not full", () => {
    const bench = new BinBench(OFTEN);
    bench.breakPress({ jamDownMm: 500 });
    levelAt(bench, 50);
    settled(bench);
    for (let times = 0; times < 4; times++) stroke(bench);
    expect(bench.mode.name).toBe("IDLE");
    expect(bench.memory.full).toBe(false);
  });

  it("TOP that was never seen open in a stroke ends none", () => {
    const bench = settled();
    bench.breakPress({ stuckTop: "made" });
    bench.request("compact");
    bench.runTo("EXTEND");
    bench.voltageMv = 10_000;
    bench.touched();
    expect(bench.runTo("RETRACT", 1_000)).toBe(true);
    bench.run(5_000);
    expect(bench.visited).not.toContain("VERIFY");
    expect(bench.memory.latch).toEqual(["motorOpen"]);
    clean(bench);
  });

  it("a second stall on the way up, with none at the top between them, wants a tool", () => {
    const bench = inStroke("RETRACT");
    bench.breakPress({ jamUpMm: 300 });
    for (const last of ["jamUp", "jamUpAgain"]) {
      expect(bench.runTo("LOCKOUT")).toBe(true);
      expect(bench.memory.latch).toEqual([last]);
      bench.push("reset");
      bench.run(100);
      bench.push("start");
    }
    expect(bench.mode.name).toBe("LOCKOUT");
    clean(bench);
  });

  it("a memory that rotted locks out, and RESET and START bring a bin back that presses", () => {
    const bench = settled();
    bench.store.spoil();
    bench.cutPower();
    bench.run(1_000);
    expect(bench.memory.latch).toEqual(["nvLost"]);
    bench.push("reset");
    bench.run(100);
    bench.push("start");
    bench.run(16_000);
    bench.request("compact");
    expect(bench.runTo("VERIFY")).toBe(true);
    expect(bench.violations).toEqual([]);
  });
});
