import { describe, expect, it } from "vitest";
import { extendedFadeMs, fadeRatePerS, fadeTimeMs } from "../../device/measure/fade-time.ts";

/** Vector 7.1: seconds, and levels a second, as they are printed there. */
const FADES: readonly (readonly [code: number, timeS: string, ratePerS: string])[] = [
  [1, "0.707", "357.8"],
  [2, "1.000", "253.0"],
  [3, "1.414", "178.9"],
  [4, "2.000", "126.5"],
  [5, "2.828", "89.4"],
  [6, "4.000", "63.3"],
  [7, "5.657", "44.7"],
  [8, "8.000", "31.6"],
  [9, "11.31", "22.4"],
  [10, "16.00", "15.8"],
  [11, "22.63", "11.2"],
  [12, "32.00", "7.9"],
  [13, "45.25", "5.6"],
  [14, "64.00", "4.0"],
  [15, "90.51", "2.8"],
];
const decimals = (text: string) => text.split(".")[1]?.length ?? 0;

describe("a fade (row 16, vector 7.1)", () => {
  it.each(FADES)("code %d takes %s s, or goes %s levels a second", (code, timeS, ratePerS) => {
    expect((fadeTimeMs(code) / 1_000).toFixed(decimals(timeS))).toBe(timeS);
    expect(fadeRatePerS(code).toFixed(1)).toBe(ratePerS);
  });

  it.each([
    [38, 7_000],
    [0x10, 100],
    [0x1f, 1_600],
    [0x30, 10_000],
    [0x4f, 960_000],
    [0x0f, 0],
    [0x50, 0],
    [0xff, 0],
  ])("extended, DTR0 %d is %d ms", (dtr0, fadeMs) => {
    expect(extendedFadeMs(dtr0)).toBe(fadeMs);
  });

  it.each([0, 16, 1.5])("has no code %d", (code) => {
    expect(() => fadeTimeMs(code)).toThrow("fade code");
  });
});
