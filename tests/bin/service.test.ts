import { describe, expect, it } from "vitest";
import type { BinBench } from "./bin-bench.ts";
import { drive, inService, settled, waitingHalfWay } from "./reach.ts";

const clean = (bench: BinBench): void => {
  expect([...bench.wrong, ...bench.violations]).toEqual([]);
};
const keyBack = (bench: BinBench): void => {
  bench.set("key", false);
  bench.run(100);
};

describe("SERVICE: a crew moves the press by hand", () => {
  it("both buttons within 0.5 s are down for as long as both are held; the first alone is up", () => {
    const bench = inService();
    bench.set("serviceA", true);
    bench.run(480);
    bench.set("serviceB", true);
    bench.run(2_000);
    expect(bench.outputs.ram).toBe("down");
    bench.set("serviceB", false);
    bench.run(20);
    expect(bench.outputs.ram).toBe("off");
    bench.run(2_000);
    expect(bench.outputs.ram).toBe("off");
    bench.set("serviceA", false);
    bench.run(400);
    const { travelMm } = bench.site;
    expect(travelMm).toBeGreaterThan(50);
    bench.set("serviceA", true);
    bench.run(480);
    expect(bench.outputs.ram).toBe("off");
    bench.run(100);
    expect(bench.outputs.ram).toBe("up");
    expect(bench.runTo("WAIT_START", 4_000)).toBe(false);
    expect(bench.site.travelMm).toBeLessThan(3);
    expect(bench.outputs.ram).toBe("off");
    clean(bench);
  });

  it("a key that left SERVICE while it could not be read has left it: both buttons must be let go of again", () => {
    const bench = inService();
    bench.breakPart("key");
    bench.run(40);
    bench.blip("key", false, 5);
    bench.run(20);
    bench.mendPart("key");
    bench.run(20);
    bench.set("serviceA", true);
    bench.set("serviceB", true);
    bench.run(2_000);
    expect(bench.outputs.ram).toBe("off");
    clean(bench);
  });

  it("the second button alone, and two that come 0.52 s apart, move nothing", () => {
    const alone = inService();
    alone.set("serviceB", true);
    alone.run(3_000);
    const apart = inService();
    apart.set("serviceB", true);
    apart.run(520);
    apart.set("serviceA", true);
    apart.run(3_000);
    expect([alone.site.travelMm, apart.site.travelMm]).toEqual([0, 0]);
    clean(alone);
    clean(apart);
  });

  it("5 s a press at most, then both must be let go of", () => {
    const bench = inService();
    bench.set("serviceA", true);
    bench.set("serviceB", true);
    bench.run(60_000);
    expect(bench.site.travelMm).toBeGreaterThan(240);
    expect(bench.site.travelMm).toBeLessThanOrEqual(252);
    clean(bench);
  });

  it("buttons held as the key is turned move nothing before both were let go of", () => {
    const bench = settled();
    bench.set("serviceA", true);
    bench.set("serviceB", true);
    bench.run(100);
    inService(bench).run(5_000);
    expect(bench.site.travelMm).toBe(0);
    bench.set("serviceA", false);
    bench.set("serviceB", false);
    bench.run(1_000);
    drive(bench, "down", 1_000);
    expect(bench.site.travelMm).toBeGreaterThan(20);
    clean(bench);
  });

  it("down is only begun from the top, 300 ms lie between the ways, and up ends at TOP", () => {
    const bench = inService();
    drive(bench, "down", 3_000);
    const { travelMm } = bench.site;
    drive(bench, "down", 3_000);
    expect(bench.site.travelMm).toBe(travelMm);
    expect(bench.why.at(-1)?.text).toMatch(/only from the top/);
    bench.set("serviceA", true);
    bench.run(5_000);
    expect(bench.site.travelMm).toBeLessThan(3);
    clean(bench);
  });

  it.each(["hopperA", "doorB", "binPresent", "serviceA", "key"] as const)(
    "%s that opens for less than a cycle ends the run, and it goes on only after both buttons were let go of",
    (contact) => {
      const bench = inService();
      bench.set("serviceA", true);
      bench.set("serviceB", true);
      bench.run(1_000);
      expect(bench.outputs.ram).toBe("down");
      bench.blip(contact, false, 5);
      bench.run(20);
      expect(bench.outputs.ram).toBe("off");
      bench.run(3_000);
      expect(bench.outputs.ram).toBe("off");
      expect(bench.memory.latch).toEqual([]);
      clean(bench);
    },
  );

  it.each([
    ["the lock", (bench: BinBench) => bench.breakPress({ lockStuckOpen: true })],
    ["the current", (bench: BinBench) => bench.breakPart("current")],
    ["a button's wire", (bench: BinBench) => bench.breakPart("serviceB")],
    [
      "the acknowledgement",
      (bench: BinBench) => {
        bench.store.stalled = true;
      },
    ],
  ] as const)("%s missing from the start: nothing moves", (_, happens) => {
    const bench = settled();
    happens(bench);
    bench.set("key", true);
    bench.run(500);
    drive(bench, "down", 3_000);
    expect(bench.site.travelMm).toBe(0);
    clean(bench);
  });

  it("a bin without the two buttons comes into SERVICE and cannot be moved", () => {
    const bench = settled();
    bench.breakPart("serviceA", "absent");
    bench.breakPart("serviceB", "absent");
    inService(bench);
    drive(bench, "up", 3_000);
    expect(bench.site.travelMm).toBe(0);
    clean(bench);
  });

  it("the ram that was left half way comes home by hand: 5 s a press", () => {
    const bench = inService(waitingHalfWay());
    for (let press = 0; press < 3; press++) drive(bench, "up", 6_000);
    expect(bench.site.travelMm).toBeLessThan(3);
    keyBack(bench);
    expect(bench.mode.name).toBe("WAIT_START");
    bench.push("start");
    expect(bench.mode.name).toBe("IDLE");
    clean(bench);
  });

  it("a TOP that sticks is found out by many short presses down, too", () => {
    const bench = inService();
    bench.breakPress({ stuckTop: "made" });
    for (let press = 0; press < 10; press++) drive(bench, "down", 300);
    expect(bench.memory.topLate).toBe(true);
    expect(bench.site.travelMm).toBeLessThan(50);
    keyBack(bench);
    expect(bench.mode).toMatchObject({ name: "LOCKOUT", causes: ["suspectTop"] });
    expect(bench.site.signal("lockClosed").active).toBe(true);
    clean(bench);
  });

  it("trap: power that fails with the key at SERVICE is an interrupted service", () => {
    const bench = inService();
    drive(bench, "down", 1_000);
    bench.cutPower();
    bench.run(1_000);
    expect(bench.memory.latch).toEqual(["openService"]);
    expect(bench.mode.name).toBe("SERVICE");
    keyBack(bench);
    expect(bench.mode).toMatchObject({ name: "LOCKOUT", causes: ["openService"] });
    clean(bench);
  });

  it("a power cut in it with the emergency stop pressed latches both, and the crew can move the press again", () => {
    const bench = inService();
    bench.set("eStop", true);
    bench.run(200);
    bench.cutPower();
    bench.run(3_000);
    expect(bench.memory.latch.toSorted()).toEqual(["eStop", "openService"]);
    bench.set("eStop", false);
    bench.run(1_000);
    expect(bench.mode.name).toBe("SERVICE");
    bench.set("serviceA", true);
    bench.set("serviceB", true);
    bench.run(2_000);
    expect(bench.outputs.ram).toBe("down");
    clean(bench);
  });

  it("a key that stands at SERVICE for half an hour, forgotten or stuck, is told until it is back", () => {
    const bench = inService();
    bench.run(30 * 60_000);
    keyBack(bench);
    const told = bench.told.filter(({ report }) => report.values["alarm"] === "keyAtService");
    expect(told.map(({ report }) => report.values["active"])).toEqual([true, false]);
    expect(bench.visited).not.toContain("LOCKING");
  });

  it("a cause that comes in SERVICE is latched once, and the key back is no way around it", () => {
    const bench = inService();
    bench.blip("eStop", true, 500);
    bench.run(1_000);
    expect(bench.mode.name).toBe("SERVICE");
    keyBack(bench);
    expect(bench.mode).toMatchObject({ name: "LOCKOUT", causes: ["eStop"] });
    clean(bench);
  });
});
