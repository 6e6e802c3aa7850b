import { describe, expect, it } from "vitest";
import { binMachine } from "../../device/bin/machine.ts";
import { CAUSES, type Cause } from "../../device/bin/press/causes.ts";
import { CURES, toldCause } from "../../device/bin/told/cures.ts";
import type { Standing } from "../../device/bin/told/standing.ts";
import { standingLines } from "../../device/field/standing-text.ts";
import { BinBench } from "./bin-bench.ts";
import { inStroke, REACH, settled, stroke } from "./reach.ts";

const standing = (bench: BinBench): Standing =>
  binMachine(bench.settings).standing?.(bench.state, bench.readings, bench.now) as Standing;
const pressOf = (bench: BinBench) => {
  const { press } = standing(bench);
  if (press === null) throw new Error("this bin has a press");
  return press;
};

describe("how a bin stands, for a technician", () => {
  it.each(Object.keys(CAUSES) as Cause[])(
    "%s: a cause, and what to do about it; a tool fault names the tool",
    (cause) => {
      const { text, tool, cure } = toldCause(cause);
      expect(text).not.toBe("");
      expect(cure).toMatch(/^[A-Z].{20,}\.$/);
      expect(cure).toMatch(tool ? /gaturum reset-latch.*RESET/ : /RESET/);
    },
  );

  it("names no cure twice, and one for the controller's own faults", () => {
    expect(new Set(Object.values(CURES)).size).toBe(Object.keys(CURES).length);
    expect(toldCause("I3").cure).toMatch(/flight record/);
  });

  it("locked out: state, latch with its cure, what it waits for, and which guard is open", () => {
    const bench = inStroke("EXTEND");
    bench.run(1_000);
    bench.set("hopperB", false);
    bench.run(1_000);
    const told = pressOf(bench);
    expect(told).toMatchObject({ state: "LOCKOUT", forS: 0, strokes: { total: 1, open: true } });
    expect(told.latch.map(({ cause }) => cause)).toEqual(["guard", "discrepancy"]);
    expect(told.waitsFor).toMatch(/^RESET/);
    expect(told.missing).toContain("the hopper is open by its contact B");
    const text = standingLines(standing(bench)).join("\n");
    expect(text).toMatch(/^latched {3}a guard opened/m);
    expect(text).toMatch(/^to do {5}Close hopper and service door/m);
    expect(text).toMatch(/^look at {3}the hopper is open by its contact B$/m);
  });

  it("at rest: the level with its quality, why no stroke begins, and the last stroke", () => {
    const bench = settled();
    stroke(bench);
    bench.request("inhibit", { forMs: 60_000 });
    bench.run(40);
    const { fill, press } = standing(bench);
    expect(fill).toMatchObject({ quality: "valid", full: false });
    expect(press?.blocks).toEqual([{ block: "inhibit", text: "somebody inhibits the press" }]);
    expect(press?.strokes).toMatchObject({ total: 1, open: false });
    expect(press?.strokes.lastAgoS).toBeGreaterThan(60);
    bench.breakPart("level");
    bench.run(20_000);
    expect(standingLines(standing(bench))[0]).toMatch(
      /^now {7}IDLE for \d+ s, fill not known: \w+, last stroke 2 min ago/,
    );
  });

  it("a contact that cannot be read is named by its part, not called open", () => {
    const bench = REACH.SELF_TEST();
    bench.breakPart("doorA", "no-answer");
    bench.run(100);
    expect(pressOf(bench).missing).toEqual([
      expect.stringMatching(/^the guard chain is open/),
      "doorA cannot be read (no-answer)",
      "the inner bin is not in its place",
    ]);
  });

  it("a key switch stuck at SERVICE and a button held at start are told", () => {
    const bench = new BinBench();
    bench.set("key", true);
    bench.set("reset", true);
    bench.cutPower();
    bench.run(1_000);
    const told = pressOf(bench);
    expect(told.state).toBe("SERVICE");
    expect(told.waitsFor).toMatch(/^the key at AUTO.* its switch is stuck: replace it$/);
    expect(told.stuckButtons).toEqual(["reset"]);
  });

  it("a key that cannot be read is not told as turned", () => {
    const bench = inStroke("EXTEND");
    bench.breakPart("key");
    bench.breakPart("hopperA");
    bench.run(1_000);
    expect(pressOf(bench).latch.map(({ cause }) => cause)).toEqual(["guard"]);
    const turned = inStroke("EXTEND");
    turned.set("key", true);
    turned.run(1_000);
    expect(pressOf(turned).latch.map(({ cause }) => cause)).toEqual(["key"]);
  });

  it("a bin that is measured when empty says how far that is, until it has ended", () => {
    const bench = settled();
    expect(standing(bench).calibration).toBeNull();
    bench.request("calibrateEmpty", {}, "site");
    bench.run(20_000);
    const { calibration } = standing(bench);
    expect(calibration).toEqual({ samples: expect.any(Number) as number, of: 30 });
    expect(calibration?.samples).toBeGreaterThanOrEqual(3);
    expect(standingLines(standing(bench))[1]).toBe(
      `measuring ${calibration?.samples ?? ""} of 30 samples: leave the bin empty and the door closed`,
    );
    bench.run(140_000);
    expect(standing(bench).calibration).toBeNull();
  });

  it("a bin without a press has its level, and no more", () => {
    const settings = { ...settled().settings, press: null };
    const machine = binMachine(settings);
    const bench = settled();
    const told = machine.standing?.(machine.initial(bench.now), bench.readings, bench.now) as Standing;
    expect(told.press).toBeNull();
    expect(standingLines(told)).toEqual(["now       fill not known: stale"]);
  });
});
