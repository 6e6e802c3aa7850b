import { describe, expect, it } from "vitest";
import { css, rgb } from "../../../hal-mocks/page/scene/rgb.ts";
import { perceived, skyLook } from "../../../hal-mocks/page/scene/sky.ts";

describe("the sky", () => {
  it.each([
    [30, "#8FB7D9", "#E8EEF0"],
    [2, "#6F8FB5", "#F2B98A"],
    [-3, "#1F2D55", "#D98E73"],
    [-9, "#101A38", "#3A4368"],
    [-40, "#070B18", "#0D1424"],
  ])("at %d degrees has the design's colours", (elevationDeg, top, horizon) => {
    const look = skyLook(elevationDeg);
    expect([css(look.top), css(look.horizon)]).toEqual([css(rgb(top)), css(rgb(horizon))]);
  });

  it("changes without a step", () => {
    for (let elevationDeg = -20; elevationDeg < 12; elevationDeg += 0.05) {
      const [one, next] = [skyLook(elevationDeg), skyLook(elevationDeg + 0.05)];
      for (const part of [0, 1, 2] as const) expect(Math.abs(one.horizon[part] - next.horizon[part])).toBeLessThan(3);
      expect(next.darkShare).toBeLessThanOrEqual(one.darkShare);
    }
  });

  it("light is seen as an eye sees it", () => {
    expect(perceived(0)).toBe(0);
    expect(perceived(100)).toBe(1);
    expect(perceived(30)).toBeCloseTo(0.58, 2);
  });
});
