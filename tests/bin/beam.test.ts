import { describe, expect, it } from "vitest";
import type { FillLevel } from "../../device/bin/level/fill.ts";
import { beamDoubted, BEAM_DOUBTED_MS } from "../../device/bin/looking/beam.ts";
import { Moments } from "../../device/measure/moments.ts";
import { hours, instant } from "../../device/measure/time.ts";
import { percent } from "../../device/measure/units.ts";
import { BinBench } from "./bin-bench.ts";
import { levelAt, OFTEN, settled, settingsWith } from "./reach.ts";

const LITTER_MS = 30_000;
const starts = (bench: BinBench): number => bench.why.filter(({ reason }) => reason === "EXTEND").length;

/** A bin whose level sensor is dead: beam and throw-ins are what is left, twice a day. */
function blind(bench = settled()): BinBench {
  bench.breakPart("level");
  bench.run(60_000);
  return bench;
}

describe("I8: a fail-safe blocked is not valid, so a beam starts a stroke only when it was seen clear", () => {
  it("litter starts one, and again after the beam was clear", () => {
    const bench = blind();
    for (const times of [1, 2]) {
      bench.set("beam", true);
      expect(bench.runTo("RETRACT")).toBe(true);
      bench.set("beam", false);
      expect(bench.runTo("IDLE")).toBe(true);
      expect(starts(bench)).toBe(times);
    }
  });

  it("a beam that is blocked since the start of the controller, as with a cut wire, starts none", () => {
    const bench = settled();
    bench.set("beam", true);
    bench.cutPower();
    settled(bench).breakPart("level");
    bench.run(hours(1));
    expect(starts(bench)).toBe(0);
  });

  it("a wire that is cut at work starts one stroke and no second", () => {
    const bench = blind(settled(new BinBench(OFTEN)));
    bench.set("beam", true);
    bench.run(hours(1));
    expect(starts(bench)).toBe(1);
  });

  it("a line that cannot be read starts none, nor does it when it comes back blocked", () => {
    const bench = blind();
    bench.breakPart("beam", "disconnected");
    bench.set("beam", true);
    bench.run(hours(1));
    bench.mendPart("beam");
    bench.run(hours(1));
    expect(starts(bench)).toBe(0);
    bench.blip("beam", false, 100);
    expect(bench.runTo("LOCKING", LITTER_MS)).toBe(true);
  });
});

describe("a beam that is blocked for 24 h while the level says otherwise is dirt or a web", () => {
  it("is told by then, and is over when the beam is clear", () => {
    const bench = settled();
    levelAt(bench, 40);
    bench.set("beam", true);
    const told = () => bench.told.filter(({ report }) => report.values["alarm"] === "beamBlocked");
    bench.run(BEAM_DOUBTED_MS - 1_000);
    expect(told()).toEqual([]);
    bench.run(2_000);
    bench.set("beam", false);
    bench.run(1_000);
    expect(told().map(({ report }) => report.values["active"])).toEqual([true, false]);
  });

  const AFTER = instant(BEAM_DOUBTED_MS);
  const at = (fillPct: number): FillLevel => ({
    quality: "valid",
    fillPct: percent(fillPct),
    distanceMm: 500,
    errorPct: 0,
    confirmed: true,
  });
  const settings = settingsWith({ pressAtPct: percent(85) });
  it.for([
    ["below the press line", false, 0, at(76), true],
    ["within 8 points of it, where a level may be wrong", false, 0, at(77), false],
    ["told before, and the level agrees now", true, 0, at(85), false],
    ["a millisecond too soon", false, 1, at(40), false],
    ["clear", true, null, at(40), false],
    ["a level that is not valid begins nothing", false, 0, { quality: "stale" }, false],
    ["nor does it end anything", true, 0, { quality: "noEcho" }, true],
  ] as const)("%s", ([, was, since, level, doubted]) => {
    const { press } = settings;
    if (press === null) throw new Error("the sound bin has a press");
    const blockedSince = since === null ? null : instant(since);
    expect(beamDoubted(was, blockedSince, level, settings, press, new Moments(AFTER))).toBe(doubted);
  });
});
