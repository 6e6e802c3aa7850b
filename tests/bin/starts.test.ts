import { describe, expect, it } from "vitest";
import type { Remembered } from "../../device/bin/remembered.ts";
import type { Mode } from "../../device/bin/press/states.ts";
import { BinBench } from "./bin-bench.ts";
import { inStroke, levelAt, OFTEN, REACH, refusal, remembering, settingsWith, settled } from "./reach.ts";

const STATES = Object.keys(REACH) as Mode["name"][];

describe("blocks on a start", () => {
  const blocked = (bench: BinBench): string => {
    expect(bench.mode.name).toBe("IDLE");
    return refusal(bench);
  };
  it.each<[string, RegExp, (bench: BinBench) => void]>([
    ["low charge", /battery is low/, (bench) => (bench.chargePct = 29)],
    ["low voltage", /battery is low/, (bench) => (bench.voltageMv = 10_900)],
    ["battery unknown", /battery is low/, (bench) => bench.breakPart("battery")],
    ["level unknown", /fill level is not known/, (bench) => bench.breakPart("level")],
    ["current unknown", /current cannot be read/, (bench) => bench.breakPart("current")],
    ["inhibited", /inhibits/, (bench) => bench.request("inhibit", { forMs: 60_000 })],
  ])("%s", (_, says, happens) => {
    const bench = settled();
    happens(bench);
    bench.touched();
    bench.run(10_000);
    expect(blocked(bench)).toMatch(says);
    bench.run(1_000);
    expect(bench.mode.name).toBe("IDLE");
  });

  it("an inhibit ends by itself, is lifted by 0 ms, and none is longer than a day", () => {
    const bench = settled();
    bench.request("inhibit", { forMs: 10_000 });
    bench.run(9_000);
    expect(blocked(bench)).toMatch(/inhibits/);
    bench.run(1_100);
    bench.request("compact");
    bench.run(40);
    expect(bench.mode.name).toBe("LOCKING");
    bench.request("inhibit", { forMs: 24 * 3_600_000 + 1 });
    bench.run(40);
    expect(bench.told.at(-1)?.report.values).toMatchObject({ code: 400 });
  });

  it("six strokes an hour, forty a day, over a power cut too", () => {
    const sixAgo = Array.from({ length: 6 }, (_, stroke) => -60_000 * stroke).reverse();
    for (const strokesAt of [sixAgo, Array.from({ length: 40 }, (_, stroke) => (stroke - 40) * 2_000_000)]) {
      const bench = remembering({ strokesAt: strokesAt as unknown as Remembered["strokesAt"] });
      expect(blocked(settled(bench))).toMatch(/as often as it may/);
    }
  });

  it("what was counted before a power cut counts as counted at its end, and no longer", () => {
    const before = Array.from({ length: 6 }, (_, stroke) => 1e9 + 60_000 * stroke);
    const bench = settled(remembering({ strokesAt: before as unknown as Remembered["strokesAt"] }));
    bench.run(50 * 60_000);
    expect(blocked(bench)).toMatch(/as often as it may/);
    bench.run(10 * 60_000);
    bench.request("compact");
    bench.run(40);
    expect(bench.mode.name).toBe("LOCKING");
  });

  it("three starts given up in a row block for 10 minutes, three such blocks until RETURN", () => {
    const bench = settled(new BinBench(OFTEN));
    for (let block = 0; block < 3; block++) {
      for (let start = 0; start < 3; start++) {
        bench.request("compact");
        bench.runTo("WARN");
        bench.blip("hopperA", false, 5);
        bench.run(61_000);
        expect(bench.mode.name).toBe("IDLE");
      }
      expect(blocked(bench)).toMatch(/three starts/);
      bench.run(600_000);
    }
    expect(blocked(bench)).toMatch(/RETURN/);
    bench.push("returned");
    bench.request("compact");
    bench.run(40);
    expect(bench.mode.name).toBe("LOCKING");
  });

  it("a half-held flap blocks until both channels were seen open together, then closed together", () => {
    const bench = settled();
    bench.blip("hopperB", false, 600);
    bench.run(1_000);
    expect(blocked(bench)).toMatch(/channels/);
    for (const active of [false, true]) for (const flap of ["hopperA", "hopperB"] as const) bench.set(flap, active);
    bench.run(100);
    expect(blocked(bench)).toMatch(/channels/);
    bench.throwIn(1);
    bench.run(3_000);
    bench.request("compact");
    bench.run(40);
    expect(bench.mode.name).toBe("LOCKING");
  });

  it("a level that the ram contradicted starts nothing", () => {
    const bench = inStroke("VERIFY");
    levelAt(bench, 80);
    bench.runTo("IDLE");
    bench.run(60_000);
    expect(blocked(bench)).toMatch(/did not agree/);
    expect(bench.memory.strokesTotal).toBe(1);
  });

  it("a level whose sensor fails in this very cycle starts nothing", () => {
    const bench = settled();
    bench.request("inhibit", { forMs: 20_000 });
    bench.run(20);
    levelAt(bench, 80);
    bench.run(19_500);
    bench.breakPart("level");
    bench.run(1_500);
    expect(bench.mode.name).toBe("IDLE");
    bench.mendPart("level");
    bench.run(40);
    expect(bench.mode.name).toBe("LOCKING");
  });

  it("in quarantine a count still presses, twice a day", () => {
    const bench = settled(new BinBench(settingsWith({ pressAfterThrows: 1 })));
    bench.breakPart("level");
    bench.run(20_000);
    for (let stroke = 0; stroke < 3; stroke++) {
      bench.throwIn(10);
      bench.run(200_000);
    }
    expect(bench.memory.strokesTotal).toBe(2);
  });
});

describe("requests are answered in the cycle they come in, never kept", () => {
  it.each(STATES.filter((state) => state !== "IDLE"))("%s: no stroke, no reset, no start from afar", (state) => {
    const bench = REACH[state]();
    const before = bench.mode.name;
    bench.told.splice(0);
    for (const verb of ["compact", "reset", "start", "jog"]) bench.request(verb);
    bench.run(20);
    const answers = bench.told.filter(({ report }) => report.kind === "answer").map(({ report }) => report.values);
    expect(answers.map(({ code }) => code)).toEqual([409, 404, 404, 404]);
    const lasts = ["WAIT_START", "FULL_LOCKED", "COLLECTION", "SAFE_STOP", "LOCKOUT", "SERVICE", "SHUTDOWN"];
    const said = lasts.includes(before)
      ? `the bin is in ${before}`
      : "the press is at work or waits for something; bin-state tells within 5 minutes";
    expect(answers[0]?.["result"]).toBe(`not now: ${said}`);
    expect([before, "LOCKOUT"]).toContain(bench.mode.name);
  });

  it("a full bin whose ram is not at its top is not unlocked", () => {
    const bench = REACH.FULL_LOCKED();
    bench.breakPress({ stuckTop: "open" });
    bench.request("unlock");
    bench.run(20);
    expect(bench.told.at(-1)?.report.values).toMatchObject({ code: 409 });
    expect(bench.mode.name).toBe("FULL_LOCKED");
  });

  it("two at once: one stroke", () => {
    const bench = settled();
    bench.request("compact");
    bench.request("compact");
    bench.run(20);
    const codes = bench.told
      .filter(({ report }) => report.kind === "answer")
      .map(({ report }) => report.values["code"]);
    expect(codes).toEqual([200, 409]);
  });
});
