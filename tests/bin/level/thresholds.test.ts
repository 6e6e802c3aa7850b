import { describe, expect, it } from "vitest";
import { binSettings } from "../../../config/bin-settings.ts";
import { BinBench } from "../bin-bench.ts";
import { SOUND_SETTINGS } from "../sound-bin.ts";
import { at, Depth, mm } from "./depth.ts";

describe("row 1: nearly full, full, critical", () => {
  it("are 70, 85 and 95 % with 8 points of hysteresis, unless the config says otherwise", () => {
    const { warnPct, fullPct, criticalPct, hysteresisPct } = binSettings;
    expect([warnPct, fullPct, criticalPct, hysteresisPct].map((setting) => setting.default)).toEqual([70, 85, 95, 8]);
  });

  it.each([
    ["nearlyFull", 70],
    ["full", 85],
    ["critical", 95],
  ] as const)("%s: with the third sample at %i %%, until three are 8 points below", (name, limitPct) => {
    const depth = new Depth();
    const passed = (fillPct: number, times: number) => {
      depth.sees(fillPct, times);
      return depth.fill.past[name] !== null;
    };
    expect([passed(limitPct, 2), passed(limitPct, 1)]).toEqual([false, true]);
    expect(passed(limitPct - 7.5, 7)).toBe(true);
    expect([passed(limitPct - 8, 2), passed(limitPct - 8, 1)]).toEqual([true, false]);
    expect(passed(limitPct - 0.5, 7)).toBe(false);
  });

  it("one sample below is not full; samples far apart do not confirm each other", () => {
    const depth = new Depth();
    depth.sees(90, 2);
    expect(depth.see(at(84))).toMatchObject({ fillPct: 90 });
    expect(depth.fill.past.full).toBeNull();
    const near = new Depth();
    for (const fillPct of [85.3, 85.1, 84.9]) near.see(at(fillPct));
    expect([near.fill.recent.length, near.fill.past.full]).toEqual([3, null]);
    const apart = new Depth();
    for (let sample = 0; sample < 6; sample++) {
      apart.now += 30_000;
      expect(apart.see(at(90))).toMatchObject({ confirmed: false });
    }
  });

  it("each is told once when it begins and once when it is over, within 60 s of the third sample", () => {
    const bench = new BinBench({ ...SOUND_SETTINGS, press: null });
    const told = () =>
      bench.told
        .splice(0)
        .filter(({ report }) => report.kind === "event" && report.stream !== "bin-ready")
        .map(({ at: ms, report: { stream, values } }) => [
          ms,
          stream,
          values["alarm"],
          values["active"],
          values["fillPct"],
        ]);
    const sees = (fillPct: number, ms: number) => {
      bench.level = at(fillPct);
      bench.touched();
      bench.run(ms);
    };
    sees(20, 41_000);
    expect(told()).toEqual([]);
    sees(96, 60_000);
    // Samples at 46, 51 and 56 s are the confirming ones; with the fourth the filter believes the step.
    expect(told()).toEqual([
      [61_000, "bin-alarm", "nearlyFull", true, 96],
      [61_000, "bin-alarm", "critical", true, 96],
      [61_000, "bin-full", undefined, true, 96],
    ]);
    sees(75, 60_000);
    expect(told().map(([, stream, alarm, active]) => [stream, alarm, active])).toEqual([
      ["bin-alarm", "critical", false],
      ["bin-full", undefined, false],
    ]);
  });

  it("a press that makes room within 45 s leaves no alarm of a full bin behind; one that may not press does", () => {
    const full = (inhibited: boolean) => {
      const bench = new BinBench();
      bench.run(4_000);
      if (inhibited) bench.request("inhibit", { forMs: 3_600_000 });
      bench.run(36_000);
      bench.site.fillTo(800);
      bench.touched();
      bench.run(180_000);
      expect(bench.visited.has("VERIFY")).toBe(!inhibited);
      return bench.told.filter(({ report }) => report.stream === "bin-full").map(({ at: ms }) => ms);
    };
    expect(full(false)).toEqual([]);
    // The third confirming sample is that of 51 s, and the filter believes the step with the one after it.
    expect(full(true)).toEqual([56_000 + 45_000]);
    expect(56_000 + 45_000 - 51_000).toBeLessThanOrEqual(60_000);
  });

  it("with every second echo lost it is still told within 60 s of the third sample", () => {
    const bench = new BinBench({ ...SOUND_SETTINGS, press: null });
    for (let second = 0; second < 240; second += 5) {
      bench.level = (second / 5) % 2 === 1 ? { quality: "noEcho" } : second < 120 ? at(20) : mm(390);
      bench.touched();
      bench.run(5_000);
    }
    const full = bench.told.find(({ report }) => report.stream === "bin-full");
    expect(full?.report.values).toMatchObject({ active: true });
    expect((full?.at ?? Infinity) - 141_000).toBeLessThanOrEqual(60_000);
  });
});
