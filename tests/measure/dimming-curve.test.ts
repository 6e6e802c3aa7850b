import { describe, expect, it } from "vitest";
import {
  driverLevel,
  levelLight,
  spreadOver,
  type DimmingCurve,
  type DimmingGear,
} from "../../device/measure/dimming-curve.ts";
import { percent } from "../../device/measure/units.ts";

const gear = (curve: DimmingCurve, leastLevel = 1): DimmingGear => ({ curve, leastLevel });
const LOGARITHMIC = gear("logarithmic");

/** Vector 7.1: light in percent by level, to four places. */
const LIGHT_BY_LEVEL: readonly (readonly [level: number, lightPct: number])[] = [
  [1, 0.1],
  [2, 0.1028],
  [10, 0.1279],
  [50, 0.3811],
  [60, 0.5007],
  [85, 0.9909],
  [86, 1.0184],
  [100, 1.4925],
  [126, 3.0354],
  [127, 3.1194],
  [144, 4.9619],
  [145, 5.0993],
  [170, 10.0914],
  [180, 13.2596],
  [195, 19.9708],
  [196, 20.5236],
  [210, 30.0788],
  [221, 40.6159],
  [229, 50.5309],
  [235, 59.5256],
  [241, 70.1213],
  [245, 78.2133],
  [250, 89.6539],
  [253, 97.3066],
  [254, 100],
];
/** Vector 7.1: the nearest level by light in percent. */
const LEVEL_BY_LIGHT: readonly (readonly [lightPct: number, level: number])[] = [
  [0, 0],
  [0.1, 1],
  [0.5, 60],
  [1, 85],
  [2, 111],
  [3, 126],
  [5, 144],
  [10, 170],
  [15, 185],
  [20, 195],
  [25, 203],
  [30, 210],
  [40, 220],
  [50, 229],
  [60, 235],
  [70, 241],
  [75, 243],
  [80, 246],
  [90, 250],
  [100, 254],
];

describe("the curves of a driver (row 16, vector 7.1)", () => {
  it.each(LIGHT_BY_LEVEL)("level %d gives %d %% on the logarithmic curve", (level, lightPct) => {
    expect(Math.round(levelLight(level, LOGARITHMIC) * 1e4) / 1e4).toBe(lightPct);
  });

  it.each(LEVEL_BY_LIGHT)("%d %% is level %d on the logarithmic curve", (lightPct, level) => {
    expect(driverLevel(percent(lightPct), LOGARITHMIC)).toBe(level);
  });

  it.each([
    [0, 0],
    [1, 3],
    [10, 25],
    [20, 51],
    [50, 127],
    [75, 191],
    [100, 254],
  ])("%d %% is level %d on the linear curve, the brighter one where it lies half way", (lightPct, level) => {
    expect(driverLevel(percent(lightPct), gear("linear"))).toBe(level);
  });

  it.each(["logarithmic", "linear"] as const)("is half a step darker than asked at most, on the %s curve", (of) => {
    for (let asked = 0.1; asked <= 100; asked += 0.01) {
      const light = levelLight(driverLevel(percent(asked), gear(of)), gear(of));
      expect(light).toBeGreaterThan(of === "linear" ? asked - 0.2 : asked * 0.986);
    }
  });

  it("takes 50 % for 229 or for 127, never the other's", () => {
    expect(driverLevel(percent(50), LOGARITHMIC)).toBe(229);
    expect(driverLevel(percent(50), gear("linear"))).toBe(127);
    expect(levelLight(127, LOGARITHMIC)).toBeCloseTo(3.1194, 4);
    expect(levelLight(127, gear("linear"))).toBe(50);
  });

  it.each(["logarithmic", "linear", "gamma"] as const)(
    "comes back to each level on the %s curve, ever brighter",
    (of) => {
      let before = -1;
      for (let level = 0; level <= 254; level += 1) {
        const light = levelLight(level, gear(of));
        expect(driverLevel(light, gear(of))).toBe(level);
        expect(light).toBeGreaterThan(before);
        before = light;
      }
      expect(before).toBe(100);
    },
  );

  it("is as bright to the eye half way on the gamma curve", () => {
    expect(levelLight(127, gear("gamma"))).toBeCloseTo(100 * 0.5 ** 2.2, 6);
  });

  it.each(["logarithmic", "linear", "gamma"] as const)(
    "is off at 0 %, and its least from there to its least: %s",
    (of) => {
      const stops = gear(of, 85);
      expect(driverLevel(percent(0), stops)).toBe(0);
      expect(levelLight(0, stops)).toBe(0);
      for (const level of [1, 42, 84]) {
        expect(driverLevel(levelLight(level, gear(of)), stops)).toBe(85);
        expect(levelLight(level, stops)).toBe(levelLight(85, stops));
      }
      expect(driverLevel(percent(0.0001), stops)).toBe(85);
      expect(driverLevel(percent(100), stops)).toBe(254);
    },
  );

  it("spreads 1 to 100 % over what the lamp can show, and off stays off", () => {
    const least = percent(10);
    expect([0, 0.2, 1, 50.5, 100].map((asked) => spreadOver(percent(asked), least))).toEqual([0, 10, 10, 55, 100]);
    expect(spreadOver(percent(0.5), percent(0.1))).toBe(0.5);
  });

  it("refuses the number that means: leave it as it is", () => {
    expect(() => levelLight(255, LOGARITHMIC)).toThrow("level: 255");
  });
});
