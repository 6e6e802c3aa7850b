import { describe, expect, it } from "vitest";
import { NO_FAULTS } from "../../hal-mocks/press-make.ts";
import { BinBench } from "./bin-bench.ts";
import { takeBack } from "./history-moves.ts";
import { drive, inService, inStroke, OFTEN, REACH, settled, stoppedHalfWay, waitingHalfWay } from "./reach.ts";

const clean = (bench: BinBench): void => {
  expect([...bench.wrong, ...bench.violations]).toEqual([]);
};
const lastAnswer = (bench: BinBench) => bench.told.findLast(({ report }) => report.kind === "answer")?.report.values;
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

describe("a fault that wants a tool: key at SERVICE, who and why, then RESET within 60 s", () => {
  const suspected = (): BinBench => {
    const bench = REACH.SELF_TEST();
    bench.breakPress({ stuckBottom: "made" });
    bench.run(200);
    bench.breakPress(NO_FAULTS);
    bench.set("binPresent", true);
    bench.run(200);
    expect(bench.memory.latch).toEqual(["limits"]);
    return bench;
  };
  const arm = (bench: BinBench, args = { who: "crew 7", why: "switch replaced" }, from: "site" | "city" = "site") => {
    bench.request("reset-latch", args, from);
    bench.run(40);
    return lastAnswer(bench)?.["code"];
  };

  it("has its exit, and who and why stand with it", () => {
    const bench = suspected();
    takeBack(bench);
    expect(bench.mode.name).toBe("WAIT_START");
    const said = bench.why.find(({ reason }) => reason === "toolReset");
    expect(said?.because).toEqual({ who: "crew 7", why: "repaired", causes: ["limits"] });
    bench.push("start");
    expect(bench.mode.name).toBe("IDLE");
    clean(bench);
  });

  it("I5: from the city it is refused with 403, and arms nothing", () => {
    const bench = inService(suspected());
    expect(arm(bench, undefined, "city")).toBe(403);
    bench.push("reset");
    expect(bench.memory.latch).toEqual(["limits"]);
    clean(bench);
  });

  it.each([
    ["without a name", { who: " ", why: "x" }, 400],
    ["without a reason", { who: "x", why: "" }, 400],
    ["with a book for a reason", { who: "x", why: "y".repeat(201) }, 400],
  ])("%s it is refused", (_, args, code) => {
    expect(arm(inService(suspected()), args)).toBe(code);
  });

  it("elsewhere than in SERVICE, and with nothing latched, it is refused", () => {
    expect(arm(suspected())).toBe(409);
    expect(arm(inService())).toBe(409);
  });

  it("RESET alone, before it was armed, and after 60 s, takes back nothing", () => {
    const bench = inService(suspected());
    bench.push("reset");
    bench.set("reset", true);
    bench.run(500);
    expect(arm(bench)).toBe(200);
    bench.set("reset", false);
    bench.run(60_100);
    bench.push("reset");
    expect(bench.memory.latch).toEqual(["limits"]);
    expect(bench.why.at(-1)?.text).toMatch(/reset-latch/);
    clean(bench);
  });

  it("a fault that is still there is not taken back", () => {
    const bench = inService(suspected());
    bench.breakPress({ stuckBottom: "made" });
    expect(arm(bench)).toBe(200);
    bench.push("reset");
    expect(bench.memory.latch).toEqual(["limits"]);
    expect(bench.why.at(-1)?.text).toMatch(/not gone/);
  });

  it("clearing counts once it is on disk", () => {
    const bench = inService(suspected());
    expect(arm(bench)).toBe(200);
    bench.store.stalled = true;
    bench.push("reset");
    keyBack(bench);
    expect(bench.mode.name).toBe("SERVICE");
    bench.cutPower();
    bench.store.stalled = false;
    bench.run(1_000);
    expect(bench.memory.latch).toEqual(["openService", "limits"].toSorted());
  });

  it("what it leaves to the RESET of LOCKOUT, which looks at the guards", () => {
    const bench = suspected();
    bench.blip("eStop", true, 500);
    bench.run(1_000);
    takeBack(bench);
    expect(bench.mode).toMatchObject({ name: "LOCKOUT", causes: ["eStop"] });
    bench.push("reset");
    bench.run(100);
    expect(bench.mode.name).toBe("WAIT_START");
    clean(bench);
  });

  it("a weld that was replaced: the watchdog is fed again, and the bin presses", () => {
    const bench = settled(new BinBench(OFTEN));
    bench.breakPress({ weld: "up" });
    bench.currentMa = 800;
    bench.touched();
    bench.run(1_000);
    expect(bench.outputs.watchdog).toBe(false);
    bench.breakPress(NO_FAULTS);
    bench.currentMa = null;
    takeBack(bench);
    expect(bench.outputs.watchdog).toBe(true);
    bench.push("start");
    inStroke("VERIFY", bench);
    clean(bench);
  });

  it("reset moves nothing, from SERVICE either", () => {
    const bench = stoppedHalfWay();
    const { travelMm } = bench.site;
    takeBack(bench);
    bench.run(30_000);
    expect(bench.site.travelMm).toBe(travelMm);
  });
});
