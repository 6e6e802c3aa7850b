import { describe, expect, it } from "vitest";
import { judgeFill, judgeLamp, judgeMotion, judgePhotocell, judgePress } from "../../../device/field/selftest/judge.ts";

const level = (levelPct: number, powerW: number | null, more: object = {}) => ({
  ...{ levelPct, reached: true, expectedW: 32, powerW, byEye: null },
  ...more,
});
const measured = (fullW: number, halfW: number, leastW: number) => [
  ...[level(100, fullW), level(50, halfW), level(10, leastW)],
];
const byEye = (half: boolean) => [
  level(100, null, { byEye: true }),
  level(50, null, { byEye: half }),
  level(10, null, { byEye: true }),
];

describe("the lamp", () => {
  it.each([
    ["power falls with the level", measured(32, 17, 4), "passed", /^100 %: 32\.0 W, 50 %: 17\.0 W, 10 %: 4\.0 W$/],
    ["does not dim", measured(32, 32, 32), "failed", /does not dim/],
    ["dims only half way", measured(32, 17, 16.9), "failed", /does not dim/],
    ["another lamp hangs there", measured(60, 30, 8), "failed", /full should take 32\.0 W/],
    ["takes nothing", measured(0, 0, 0), "failed", /full should take 32\.0 W/],
    [
      "a level is not reached",
      [level(100, 32), level(50, null, { reached: false }), level(10, 4)],
      "failed",
      /did not reach 50 %/,
    ],
    ["by eye", byEye(true), "passed", /^100 %, 50 %, 10 %, seen by eye$/],
    ["by eye, and one is missing", byEye(false), "failed", /50 % was not seen/],
    ["nobody looked", [level(100, null), level(50, null), level(10, null)], "skipped", /nobody looked/],
  ] as const)("%s", (_, seen, verdict, text) => {
    expect(judgeLamp(seen)).toMatchObject({ verdict, text: expect.stringMatching(text) as string });
  });
  it("what was measured goes into the record, also of a lamp that failed", () => {
    expect(judgeLamp(measured(32, 32, 32)).powersW).toEqual({ fullW: 32, halfW: 32, leastW: 32 });
  });
});

it("the motion sensor", () => {
  expect(judgeMotion(4.2, 60, null)).toMatchObject({ verdict: "passed", text: "it saw someone after 4 s" });
  expect(judgeMotion(null, 60, null)).toMatchObject({ verdict: "failed", text: "it saw nobody in 60 s" });
  expect(judgeMotion(null, 0, "pir-1 no-answer")).toMatchObject({
    verdict: "failed",
    text: expect.stringContaining("pir-1 no-answer") as string,
  });
});

describe("the photocell", () => {
  it.each([
    ["a hand by day", 8_000, 30, 7_800, "passed"],
    ["a hand that it does not feel", 8_000, 7_000, 8_000, "failed"],
    ["a hand after which it stays dark", 8_000, 30, 40, "failed"],
    ["a hand after which it reads nothing any more", 8_000, 0, 0, "failed"],
    ["a torch by night", 1, 400, 1, "passed"],
    ["a torch that it does not feel", 1, 2, 1, "failed"],
    ["a torch after which it stays bright", 1, 400, 390, "failed"],
    ["no answer", null, null, null, "failed"],
  ] as const)("%s", (_, before, during, after, verdict) => {
    expect(judgePhotocell(before, during, after).verdict).toBe(verdict);
  });
});

it("the fill level: the middle echo counts, within 40 mm of floor less height", () => {
  const echoes = (distanceMm: number, errorMm = 0) => Array.from({ length: 10 }, () => ({ distanceMm, errorMm }));
  expect(judgeFill([...echoes(905), { distanceMm: 30, errorMm: 0 }], 1_200, 300).verdict).toBe("passed");
  const unsure = judgeFill(echoes(949, 90), 1_200, 300);
  expect(unsure).toMatchObject({ verdict: "passed", text: expect.stringMatching(/90 mm more or less/) as string });
  expect(judgeFill(echoes(1_031, 90), 1_200, 300).verdict).toBe("failed");
  expect(judgeFill(echoes(941), 1_200, 300).verdict).toBe("failed");
  expect(judgeFill(echoes(859), 1_200, 300).verdict).toBe("failed");
  expect(judgeFill(echoes(900).slice(1), 1_200, 300)).toMatchObject({ verdict: "failed", text: "only 9 echoes" });
});

describe("the press", () => {
  const good = { wentDown: true, wentUp: true, currentMa: 4_000, atTop: true, latched: [] };
  it.each([
    ["down and up", good, "passed", /4000 mA/],
    ["it latched", { ...good, latched: ["a guard opened"] }, "failed", /it stopped: a guard opened/],
    ["it never went down", { ...good, wentDown: false }, "failed", /did not go down/],
    ["it stays down", { ...good, atTop: false }, "failed", /did not come back/],
    ["no current", { ...good, currentMa: 100 }, "failed", /no current/],
    ["current not read", { ...good, currentMa: null }, "failed", /no current/],
  ] as const)("%s", (_, seen, verdict, text) => {
    expect(judgePress(seen, 500)).toMatchObject({ verdict, text: expect.stringMatching(text) as string });
  });
});
