import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { constantLightPct, givenLevel, maintenanceNowPct } from "../../device/lamp/light/factors.ts";
import type { LuminaireSettings } from "../../device/lamp/settings.ts";
import { percent } from "../../device/measure/units.ts";
import { SETTINGS } from "./post.ts";

/** The example in TALQ's text, vector 7.4. */
const DEPRECIATION = [
  [0, 80],
  [5_000, 85],
  [10_000, 90],
  [15_000, 95],
  [20_000, 100],
].map(([hours = 0, outputPct = 0]) => ({ hours, outputPct: percent(outputPct) }));
const luminaire = (change: Partial<LuminaireSettings> = {}): LuminaireSettings => ({
  ...SETTINGS.luminaire,
  depreciation: DEPRECIATION,
  constantLight: "controller",
  ...change,
});
const NEW = { sinceNew: 0, sinceCleaning: 0 };

describe("what a lamp is given for a level (row 17, vector 7.4)", () => {
  it.each([
    [0, 80],
    [2_500, 82.5],
    [5_000, 85],
    [17_500, 97.5],
    [20_000, 100],
    [30_000, 100],
  ])("constant light: after %d h it is driven at %d %%", (hours, outputPct) => {
    expect(constantLightPct(luminaire(), hours)).toBe(outputPct);
    expect(givenLevel(percent(100), luminaire(), { sinceNew: hours, sinceCleaning: 0 })).toBe(outputPct);
  });

  it("60 % asked, 80 % virtual, 85 % constant light and 95 % maintenance are 38.76 %", () => {
    const all = luminaire({ virtualPct: percent(80), maintenancePct: percent(95), maintenanceHours: 8_000 });
    expect(givenLevel(percent(60), all, { sinceNew: 5_000, sinceCleaning: 0 })).toBe(38.76);
  });

  it("maintenance grows evenly to all of it over the period, and stays there", () => {
    const cleaned = { maintenancePct: percent(90), maintenanceHours: 8_000 };
    expect([0, 2_000, 8_000, 90_000].map((hours) => maintenanceNowPct(cleaned, hours))).toEqual([90, 92.5, 100, 100]);
    expect(maintenanceNowPct({ maintenancePct: percent(90), maintenanceHours: 0 }, 5)).toBe(100);
  });

  it.each(["off", "driver"] as const)("a table does nothing while constant light is %s (fact 9: never twice)", (by) => {
    expect(givenLevel(percent(100), luminaire({ constantLight: by }), NEW)).toBe(100);
  });

  it("holds the table's first entry before it, and all of it without a table", () => {
    expect(constantLightPct(luminaire({ depreciation: DEPRECIATION.slice(1) }), 4_000)).toBe(85);
    expect(constantLightPct(luminaire({ depreciation: [] }), 4_000)).toBe(100);
  });

  it("is never above 100, never dark when light is asked, and dark when dark is", () => {
    const share = (min: number) => fc.double({ min, max: 100, noNaN: true }).map(percent);
    const entries = fc
      .array(fc.record({ hours: fc.nat(60_000), outputPct: share(0) }), { maxLength: 12 })
      .map((list) => list.sort((a, b) => a.hours - b.hours));
    const lamps = fc.record({
      virtualPct: share(10),
      depreciation: entries,
      maintenancePct: share(50),
      maintenanceHours: fc.nat(20_000),
      leastPct: fc.double({ min: 0, max: 50, noNaN: true }).map(percent),
    });
    fc.assert(
      fc.property(share(0), lamps, fc.nat(100_000), fc.nat(100_000), (asked, change, sinceNew, sinceCleaning) => {
        const given = givenLevel(asked, luminaire(change), { sinceNew, sinceCleaning });
        if (asked === 0) return given === 0;
        return given <= 100 && given >= Math.max(1, change.leastPct);
      }),
    );
  });
});
