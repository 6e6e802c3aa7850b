import { describe, expect, it } from "vitest";
import { NO_FAULTS } from "../../hal-mocks/press-make.ts";
import { BinBench } from "./bin-bench.ts";
import { takeBack } from "./history-moves.ts";
import { inService, inStroke, OFTEN, REACH, settled, stoppedHalfWay } from "./reach.ts";

const clean = (bench: BinBench): void => {
  expect([...bench.wrong, ...bench.violations]).toEqual([]);
};
const keyBack = (bench: BinBench): void => {
  bench.set("key", false);
  bench.run(100);
};
const lastAnswer = (bench: BinBench) => bench.told.findLast(({ report }) => report.kind === "answer")?.report.values;

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
