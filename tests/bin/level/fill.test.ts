import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillLevel, isAtLeast } from "../../../device/bin/level/fill.ts";
import { FILL_QUALITIES } from "../../../device/contract/bin-words.ts";
import { FAULT_CAUSES } from "../../../device/measure/fault.ts";
import { Moments } from "../../../device/measure/moments.ts";
import { faulty } from "../../../device/measure/reading.ts";
import type { Range, RangeQuality } from "../../../device/measure/samples.ts";
import { instant } from "../../../device/measure/time.ts";
import { millimetres } from "../../../device/measure/units.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import { BinBench } from "../bin-bench.ts";
import { SOUND_SETTINGS } from "../sound-bin.ts";
import { at, Depth } from "./depth.ts";

const BLIND_TO: readonly Exclude<RangeQuality, "valid">[] = [
  ...(["blind", "noEcho", "blindOrNoEcho", "weak", "overexposed", "twoTargets"] as const),
];

const faultOf = (cause: (typeof FAULT_CAUSES)[number]) => faulty("level-1", cause, instant(0));

describe("row 17: what a level is worth", () => {
  it("a valid distance is a level, confirmed by the third sample", () => {
    const depth = new Depth();
    expect(depth.see(at(40))).toMatchObject({ quality: "valid", fillPct: 40, confirmed: false });
    expect(depth.see(at(40))).toMatchObject({ confirmed: false });
    expect(depth.see(at(40))).toMatchObject({ confirmed: true });
  });

  it.each(BLIND_TO)("%s is no level, and never 0 or 100 %%", (quality) => {
    const depth = new Depth();
    depth.sees(90);
    expect(depth.see({ quality })).toEqual({ quality });
    expect(isAtLeast(depth.fill, { quality }, 60)).toBe(false);
  });

  it.each(FAULT_CAUSES)("a sensor with the fault %s is no level either", (cause) => {
    const depth = new Depth();
    depth.sees(90);
    const { quality } = depth.see(faultOf(cause));
    const told =
      cause === "corrupt"
        ? "corrupt"
        : ["out-of-range", "implausible", "stuck"].includes(cause)
          ? "implausible"
          : "stale";
    expect(quality).toBe(told);
  });

  it("nothing newer for three periods is stale, and so is the time before the first", () => {
    const depth = new Depth();
    expect(fillLevel(depth.fill, new Moments(instant(0))).quality).toBe("stale");
    depth.sees(50, 1);
    const asked = (ms: number) => fillLevel(depth.fill, new Moments(instant(1_000 + ms))).quality;
    expect([asked(14_999), asked(15_000)]).toEqual(["valid", "stale"]);
  });

  it("an open door hides it, and what comes after is counted afresh", () => {
    const depth = new Depth();
    depth.sees(90);
    expect(depth.see(at(90), { doorOpen: true })).toEqual({ quality: "doorOpen" });
    expect(depth.see(at(5))).toMatchObject({ quality: "valid", fillPct: 5, confirmed: false });
  });

  it("the ram out would be seen as litter: no sample is taken", () => {
    const depth = new Depth();
    depth.sees(20);
    expect(depth.see(at(99), { ramOut: true })).not.toMatchObject({ fillPct: 99 });
    expect(depth.see(at(20))).toMatchObject({ fillPct: 20, confirmed: false });
  });

  it("below the floor is implausible, but a slanting echo is not", () => {
    expect(new Depth().see(at(-16))).toEqual({ quality: "implausible" });
    expect(new Depth().see(at(-14))).toMatchObject({ quality: "valid", fillPct: 0 });
    const depth = new Depth();
    depth.sees(5, 7);
    expect(depth.see(at(-30))).toMatchObject({ quality: "valid", fillPct: 5, confirmed: true });
    depth.sees(-30, 2);
    expect(depth.sees(-30, 1)).toEqual({ quality: "implausible" });
  });
});

describe("a sudden fall", () => {
  it("with nothing to explain it is a sensor in its blind zone, for as long as it lasts", () => {
    const depth = new Depth();
    depth.sees(95, 7);
    for (let sample = 0; sample < 3; sample++) expect(depth.see(at(10))).toMatchObject({ fillPct: 95 });
    for (let sample = 0; sample < 200; sample++) expect(depth.see(at(10))).toEqual({ quality: "implausible" });
    expect(depth.fill.past.full).not.toBeNull();
    for (let sample = 0; sample < 3; sample++) expect(depth.see(at(95))).toEqual({ quality: "implausible" });
    expect(depth.see(at(95))).toMatchObject({ fillPct: 95, confirmed: true });
  });

  it.each([
    ["a fall of 30 points", 60, 30],
    ["a rise", 10, 95],
  ] as const)("%s is none", (_, before, after) => {
    const depth = new Depth();
    depth.sees(before, 7);
    for (let sample = 0; sample < 20; sample++) expect(depth.see(at(after)).quality).toBe("valid");
    expect(depth.see(at(after))).toMatchObject({ fillPct: after, confirmed: true });
  });

  it("trap: back from a jump that did not last 10 minutes is none: a hand or a bag was in view", () => {
    const depth = new Depth();
    depth.sees(40, 7);
    expect(depth.sees(100, 119)).toMatchObject({ fillPct: 100, confirmed: true });
    expect(depth.sees(45, 7)).toMatchObject({ fillPct: 45, confirmed: true });
    depth.sees(100, 124);
    expect(depth.sees(45, 7)).toEqual({ quality: "implausible" });
    const blind = new Depth();
    blind.sees(40, 7);
    blind.sees(100, 10);
    expect(blind.sees(0, 7)).toEqual({ quality: "implausible" });
  });

  it.each([
    ["the door was open", { doorOpen: true }],
    ["the ram was out", { ramOut: true }],
  ] as const)("%s: it is believed", (_, sight) => {
    const depth = new Depth();
    depth.sees(95, 7);
    depth.see(at(95), sight);
    expect(depth.see(at(10))).toMatchObject({ quality: "valid", fillPct: 10 });
  });

  it("in a bin without door contacts it is believed after 10 minutes", () => {
    const depth = new Depth();
    depth.sees(95);
    depth.sees(95, 4);
    const seen: string[] = [];
    for (let sample = 1; sample <= 124; sample++) seen.push(depth.see(at(10), { hasDoor: false }).quality);
    expect([seen.indexOf("implausible"), seen.lastIndexOf("implausible")]).toEqual([3, 122]);
    expect(seen[123]).toBe("valid");
  });
});

it("row 17: a level is a share from 0 to 100 whatever the sensor says, and unknown is never one", () => {
  const distance = fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((mm) => millimetres(mm));
  const range = fc.oneof(
    distance.map((distanceMm): Range => ({ quality: "valid", distanceMm })),
    fc.constantFrom(...BLIND_TO).map((quality): Range => ({ quality })),
    fc.constantFrom(...FAULT_CAUSES).map(faultOf),
  );
  const sight = fc.record({ doorOpen: fc.boolean(), ramOut: fc.boolean(), hasDoor: fc.boolean() });
  fc.assert(
    fc.property(fc.array(fc.tuple(range, sight), { minLength: 100, maxLength: 120 }), (history) => {
      const depth = new Depth();
      for (const [level, seeing] of history) {
        const seen = depth.see(level, seeing);
        expect("fillPct" in seen).toBe(seen.quality === "valid");
        if (seen.quality !== "valid") continue;
        expect(seen.fillPct).toBeGreaterThanOrEqual(0);
        expect(seen.fillPct).toBeLessThanOrEqual(100);
      }
    }),
    propertyRuns(300),
  );
});

it("row 17: the qualities of a level are the closed list that the city is told of", () => {
  const depth = new Depth();
  const told = new Set<string>([depth.see(at(50)).quality, depth.see(at(-20)).quality]);
  told.add(depth.see(at(50), { doorOpen: true }).quality);
  for (const quality of BLIND_TO) told.add(depth.see({ quality }).quality);
  for (const cause of FAULT_CAUSES) told.add(depth.see(faultOf(cause)).quality);
  expect([...told].sort()).toEqual([...FILL_QUALITIES].sort());
});

describe("a bin without a ram", () => {
  const SENSOR_BIN = { ...SOUND_SETTINGS, press: null };

  it("measures, reports, tells that it is full, and moves nothing", () => {
    const bench = new BinBench(SENSOR_BIN);
    bench.run(16_000);
    bench.level = at(90);
    bench.touched();
    bench.run(310_000);
    const told = bench.told.map(({ at: ms, report }) => [ms, report.stream, report.values] as const);
    expect(told.filter(([, stream]) => stream === "bin-fill").map(([ms, , values]) => [ms, values])).toEqual([
      [1_000, { quality: "valid", fillPct: 0 }],
      [300_000, { quality: "valid", fillPct: 90 }],
    ]);
    expect(told.filter(([, stream]) => stream === "bin-full")).toMatchObject([[36_000, "bin-full", { active: true }]]);
    expect(bench.outputs).toMatchObject({ ram: "off", lock: false, watchdog: false });
    expect([...bench.wrong, ...bench.violations]).toEqual([]);
  });

  it("refuses what it cannot do", () => {
    const bench = new BinBench(SENSOR_BIN);
    bench.request("compact");
    bench.run(20);
    expect(bench.told.at(-1)?.report.values).toMatchObject({ code: 404 });
  });
});
