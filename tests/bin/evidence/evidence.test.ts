import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { STOP_CONTACTS } from "../../../device/bin/evidence/seen.ts";
import { ASKED_MAX } from "../../../device/bin/evidence/asked.ts";
import type { Values } from "../../../device/measure/decision.ts";
import type { EvidenceEntry } from "../../../device/measure/evidence.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import { BinBench } from "../bin-bench.ts";
import { histories } from "../histories.ts";
import { MOVES } from "../history-moves.ts";

/** A bench whose evidence is listened to, from its second cycle on. */
function benchWithLog(): { bench: BinBench; log: EvidenceEntry[] } {
  const log: EvidenceEntry[] = [];
  const bench = new BinBench();
  bench.onDecision = (_, decision) => log.push(...(decision.evidence ?? []));
  return { bench, log };
}
const of = (log: readonly EvidenceEntry[], what: string): readonly Values[] =>
  log.filter((entry) => entry.what === what).map(({ values }) => values);
function pressing(): { bench: BinBench; log: EvidenceEntry[] } {
  const both = benchWithLog();
  expect(both.bench.runTo("IDLE")).toBe(true);
  both.bench.run(20_000);
  both.bench.request("compact");
  expect(both.bench.runTo("EXTEND")).toBe(true);
  both.bench.run(1_500);
  return both;
}

describe("row 20: each stop with its cause, both channels, the ram, the current and the time it took", () => {
  it("a flap opened in a stroke: one channel 40 ms after the other", () => {
    const { bench, log } = pressing();
    bench.set("hopperA", false);
    bench.run(40);
    bench.set("hopperB", false);
    bench.run(3_000);
    const [stop] = of(log, "stop");
    expect(stop).toMatchObject({ cause: "guard", state: "EXTEND", wanted: "down", driven: "down" });
    expect(stop?.["missing"]).toContain("hopperA");
    expect(stop?.["contacts"]).toMatchObject({ hopperA: false, hopperB: true, doorA: true, doorB: true });
    expect(stop?.["stopMs"]).toBeGreaterThanOrEqual(0);
    expect(stop?.["stopMs"]).toBeLessThanOrEqual(20);
    expect(stop?.["ramMm"]).toBeGreaterThan(10);
    // The hard-wired chain has cut the current before the cycle looks.
    expect(stop?.["currentMa"]).toBe(0);
    const [off] = of(log, "off");
    expect(off).toMatchObject({ cause: "guard" });
    expect(off?.["offMs"]).toBeLessThanOrEqual(40);
    expect(of(log, "latch")).toMatchObject([{ cause: "guard", state: "EXTEND", latch: ["guard"] }]);
    expect(of(log, "stroke")).toMatchObject([{ trigger: "request", result: "guard" }]);
    expect(of(log, "down")).toMatchObject([{ active: true, state: "SAFE_STOP" }]);
    expect(log.findIndex(({ what }) => what === "stroke")).toBeLessThan(log.findIndex(({ what }) => what === "stop"));
  });

  it("an opening that was over within the cycle is named, and the chain that it dropped says since when", () => {
    const { bench, log } = pressing();
    bench.run(7);
    bench.blip("doorA", false, 5);
    bench.run(1_000);
    const [stop] = of(log, "stop");
    expect(stop?.["missing"]).toContain("doorA");
    expect(stop?.["contacts"]).toMatchObject({ doorA: true, doorB: true, chain: false });
    expect(stop?.["stopMs"]).toBeLessThanOrEqual(20);
  });

  it("where nothing that is open says since when, there is no stop time", () => {
    const { bench, log } = pressing();
    bench.chainStuck();
    bench.run(7);
    bench.blip("doorA", false, 5);
    bench.run(1_000);
    expect(of(log, "stop")).toMatchObject([{ cause: "guard", contacts: { doorA: true, chain: true } }]);
    expect(of(log, "stop")[0]).not.toHaveProperty("stopMs");
  });

  it("what cannot be read is the word for why, never a number", () => {
    const { bench, log } = pressing();
    bench.breakPart("current", "disconnected");
    bench.breakPart("ram", "no-answer");
    bench.breakPart("doorB", "stale");
    bench.run(1_500);
    const [stop] = of(log, "stop");
    expect(stop).toMatchObject({ ramMm: "no-answer", driven: "no-answer", currentMa: "disconnected" });
    expect(stop?.["contacts"]).toMatchObject({ doorA: true, doorB: "stale" });
    expect(of(log, "off")).toEqual([{ cause: stop?.["cause"], driven: "no-answer" }]);
  });

  it("channels that differ for half a second are told, and for how long it was", () => {
    const { bench, log } = benchWithLog();
    bench.runTo("IDLE");
    bench.set("hopperA", false);
    bench.run(2_000);
    bench.set("hopperA", true);
    bench.run(1_000);
    const [began, over] = of(log, "discrepancy");
    expect(began).toMatchObject({ guard: "hopper", active: true, began: "rest" });
    expect(over).toMatchObject({ guard: "hopper", active: false, began: "rest" });
    expect(over?.["forMs"]).toBeGreaterThanOrEqual(1_980);
    expect(over?.["forMs"]).toBeLessThanOrEqual(2_020);
  });

  it("100 % of the safety stops of random histories have cause, ram, current and every contact, and each latch has a line", () => {
    let [stops, latches, resets, strokes] = [0, 0, 0, 0];
    fc.assert(
      fc.property(histories, (history) => {
        const { bench, log } = benchWithLog();
        for (const [name, size] of history.slice(0, 30)) MOVES[name]?.(bench, size / 1_000);
        const told = bench.told.filter(({ report }) => report.stream === "safety-stop");
        expect(of(log, "stop").map(({ cause }) => cause)).toEqual(told.map(({ report }) => report.values["cause"]));
        for (const stop of of(log, "stop")) {
          const contacts = stop["contacts"] as Values;
          expect(STOP_CONTACTS.filter((name) => contacts[name] === undefined)).toEqual([]);
          for (const key of ["cause", "state", "ramMm", "driven", "currentMa"]) expect(stop).toHaveProperty(key);
          expect(Number(stop["stopMs"] ?? 0)).toBeGreaterThanOrEqual(0);
        }
        const latched = new Set(of(log, "latch").map(({ cause }) => cause));
        expect(bench.memory.latch.filter((cause) => !latched.has(cause))).toEqual([]);
        stops += told.length;
        latches += of(log, "latch").length;
        resets += of(log, "reset").length;
        strokes += of(log, "stroke").length;
      }),
      // Of 60 histories, 7 in 100 times too few had a stroke that ended.
      { ...propertyRuns(200), endOnFailure: true },
    );
    expect([stops > 10, latches > 10, resets > 0, strokes > 5]).toEqual([true, true, true, true]);
  });

  it("jumping from moment to moment says the same as each cycle of 20 ms", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const [each, jumping] = [benchWithLog(), benchWithLog()];
        each.bench.everyCycle = true;
        jumping.bench.movingMs = null;
        for (const [name, size] of history.slice(0, 8)) {
          for (const { bench } of [each, jumping]) MOVES[name]?.(bench, size / 1_000);
        }
        expect(jumping.log).toEqual(each.log);
      }),
      { ...propertyRuns(8), endOnFailure: true },
    );
  });
});

describe("what else is kept", () => {
  it("a stroke: trigger, intent, times, peak current and energy", () => {
    const { bench, log } = pressing();
    expect(bench.runTo("COOL")).toBe(true);
    const [stroke] = of(log, "stroke");
    expect(stroke).toMatchObject({ trigger: "request", result: "top" });
    expect(stroke?.["toMm"]).toBeLessThan(10);
    const { downMs, upMs, peakMa, energyJ } = stroke as Record<string, number>;
    expect([Number(downMs) > 5_000, Number(upMs) > 5_000]).toEqual([true, true]);
    expect(Number(peakMa)).toBeGreaterThan(500);
    const atMost = (Number(peakMa) / 1_000) * 12.8 * ((Number(downMs) + Number(upMs)) / 1_000);
    expect(Number(energyJ)).toBeGreaterThan(atMost / 20);
    expect(Number(energyJ)).toBeLessThanOrEqual(atMost);
  });

  it("energy is current times voltage times time: 2 A at 12 V", () => {
    const { bench, log } = benchWithLog();
    bench.runTo("IDLE");
    bench.voltageMv = 12_000;
    bench.touched();
    bench.run(20_000);
    bench.request("compact");
    bench.runTo("EXTEND");
    bench.currentMa = 2_000;
    bench.touched();
    bench.run(1_000);
    bench.set("eStop", true);
    bench.run(100);
    const [stroke] = of(log, "stroke");
    const ms = Number(stroke?.["downMs"]);
    expect([ms >= 1_000, stroke?.["peakMa"]]).toEqual([true, 2_000]);
    expect(Number(stroke?.["energyJ"])).toBeGreaterThan((24 * (ms - 40)) / 1_000 - 0.1);
    expect(Number(stroke?.["energyJ"])).toBeLessThanOrEqual((24 * ms) / 1_000);
  });

  it("no energy where the voltage was not known for a while of it", () => {
    const { bench, log } = pressing();
    bench.breakPart("battery");
    bench.run(1_000);
    bench.mendPart("battery");
    expect(bench.runTo("COOL")).toBe(true);
    expect(of(log, "stroke")).toHaveLength(1);
    expect(of(log, "stroke")[0]).not.toHaveProperty("energyJ");
  });

  it("who asked, from where, and what was answered; a flood of asks is bounded until the next mark of life", () => {
    const { bench, log } = benchWithLog();
    bench.runTo("IDLE");
    bench.request("inhibit", { forMs: 5_000, who: "Control room", why: "parade" });
    bench.run(6_000);
    expect(of(log, "asked")).toMatchObject([
      { verb: "inhibit", from: "city", code: 200, forS: 5, who: "Control room", why: "parade" },
    ]);
    expect(of(log, "inhibit")).toEqual([{ active: true, forS: 5 }, { active: false }]);
    for (let n = 0; n < ASKED_MAX + 20; n += 1) {
      bench.request("nonsense", { who: "x".repeat(5_000) });
      bench.run(20);
    }
    expect(of(log, "asked")).toHaveLength(ASKED_MAX);
    expect(JSON.stringify(of(log, "asked").at(-1)).length).toBeLessThan(500);
    bench.run(3_600_000);
    bench.request("unlock");
    bench.run(100);
    expect(of(log, "asked")).toHaveLength(ASKED_MAX + 1);
  });

  it("a reset with its causes, and one that was refused with its reason", () => {
    const { bench, log } = benchWithLog();
    bench.runTo("IDLE");
    bench.set("eStop", true);
    bench.runTo("LOCKOUT");
    bench.push("reset");
    bench.set("eStop", false);
    bench.run(100);
    bench.push("reset");
    expect(of(log, "reset")).toMatchObject([
      { cleared: false, state: "LOCKOUT", causes: ["eStop"] },
      { cleared: true, state: "LOCKOUT", causes: ["eStop"] },
    ]);
    expect(of(log, "stop")).toMatchObject([{ cause: "eStop", state: "IDLE", wanted: "off" }]);
    expect(of(log, "off")).toEqual([]);
    bench.push("start");
    bench.run(1_000);
    expect(of(log, "down").map(({ active }) => active)).toEqual([true, false]);
  });

  it("a collection, a mark each hour, and at the start what was found", () => {
    const { bench, log } = benchWithLog();
    bench.runTo("IDLE");
    bench.collect();
    bench.settle();
    bench.run(60_000);
    expect(of(log, "collection")).toHaveLength(1);
    bench.run(3 * 3_600_000);
    expect(of(log, "alive").length).toBe(3);
    expect(of(log, "alive")[0]).toMatchObject({ full: false, down: false, fillPct: expect.any(Number) as number });
    log.splice(0);
    bench.cutPower();
    bench.runTo("IDLE");
    expect(of(log, "started")).toMatchObject([{ full: false, down: false, latch: [], strokeOpen: false }]);
  });

  it("after a power cut in a stroke the start says that it was open", () => {
    const { bench, log } = pressing();
    bench.cutPower();
    bench.run(12_000);
    expect(of(log, "started").at(-1)).toMatchObject({ strokeOpen: true });
    expect(of(log, "latch")).toMatchObject([{ cause: "openIntent" }]);
  });
});
