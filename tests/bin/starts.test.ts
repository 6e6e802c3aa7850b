import { describe, expect, it } from "vitest";
import type { Remembered } from "../../device/bin/remembered.ts";
import type { Mode } from "../../device/bin/press/states.ts";
import { BinBench } from "./bin-bench.ts";
import {
  inStroke,
  levelAt,
  OFTEN,
  REACH,
  refusal,
  remembering,
  settingsWith,
  settled,
  waitingHalfWay,
} from "./reach.ts";

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
    ["no buzzer", /nobody would be warned/, (bench) => bench.breakPart("buzzer", "disconnected")],
    ["no amber sign", /nobody would be warned/, (bench) => bench.breakPart("signAmber", "disconnected")],
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

  it.each([
    ["LOCKING", "buzzer"],
    ["WARN", "buzzer"],
    ["WARN", "signAmber"],
  ] as const)("in %s the %s is lost: the start is given up, and nothing moves", (state, part) => {
    const bench = inStroke(state);
    bench.run(100);
    bench.breakPart(part, "disconnected");
    bench.run(100);
    expect(bench.mode.name).toBe("IDLE");
    expect(bench.why.at(-1)?.because).toEqual({ missing: part === "buzzer" ? "buzzer" : "amber sign" });
    bench.run(60_000);
    expect(bench.site.travelMm).toBe(0);
  });

  it("a stroke that was warned of goes on to its end without the buzzer", () => {
    const bench = inStroke("EXTEND");
    bench.breakPart("buzzer", "disconnected");
    expect(bench.runTo("COOL")).toBe(true);
    expect(bench.wrong).toEqual([]);
  });

  it("no way home without its warning either", () => {
    const bench = waitingHalfWay();
    bench.breakPart("buzzer", "disconnected");
    bench.push("start");
    bench.run(20_000);
    expect(bench.mode.name).toBe("WAIT_START");
    expect(bench.site.travelMm).toBeGreaterThan(0);
    bench.mendPart("buzzer");
    bench.push("start");
    expect(bench.runTo("IDLE")).toBe(true);
  });

  it.each([
    [/BOTTOM cannot be read/, (bench: BinBench) => bench.breakPart("bottom")],
    [/TOP and BOTTOM are made at the same time/, (bench: BinBench) => bench.breakPress({ stuckBottom: "made" })],
    [/the travel says the press is down/, (bench: BinBench) => (bench.travelMm = 300)],
  ])("%s: START at a TOP that is made moves nothing, and says why", (says, happens) => {
    const bench = REACH.WAIT_START();
    happens(bench);
    bench.touched();
    bench.run(1_000);
    bench.push("start");
    bench.run(200);
    expect(bench.why.at(-1)).toMatchObject({ reason: "startRefused", text: expect.stringMatching(says) as string });
    bench.run(60_000);
    expect(bench.mode.name).toBe("WAIT_START");
    expect(bench.memory.latch).toEqual([]);
  });

  it("a TOP that was not believed stays so with the encoder gone, and START says the way out", () => {
    const bench = REACH.WAIT_START();
    bench.travelMm = 300;
    bench.touched();
    bench.run(1_000);
    bench.travelMm = "none";
    bench.push("start");
    bench.run(200);
    expect(bench.why.at(-1)?.text).toContain("turn the key to SERVICE and back");
    bench.blip("key", true, 1_000);
    bench.run(2_000);
    expect(bench.mode.name).toBe("LOCKOUT");
    expect(bench.memory.latch).toEqual(["suspectTop"]);
  });

  it("nor does it go home by itself at a TOP that is made", () => {
    const bench = new BinBench(settingsWith({ armAfterPowerLoss: false, autoHome: true }));
    bench.run(2_000);
    bench.breakPart("bottom");
    bench.run(60_000);
    expect(bench.mode.name).toBe("WAIT_START");
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
