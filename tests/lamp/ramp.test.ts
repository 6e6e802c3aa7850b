import { describe, expect, it } from "vitest";
import { nextRamp, rampLevel, type Ramp } from "../../device/lamp/light/ramp.ts";
import { Moments } from "../../device/measure/moments.ts";
import { instant, millis, seconds } from "../../device/measure/time.ts";
import { percent } from "../../device/measure/units.ts";
import { SETTINGS } from "./post.ts";

/** The top step of a DALI driver, from 97.31 to 100 % (IEC 62386-102). */
const GEAR_STEP_PCT = 2.69;
const ramp = (from: number, to: number, at = 0): Ramp => ({
  fromPct: percent(from),
  toPct: percent(to),
  startedAt: instant(at),
});
const levelAt = (one: Ramp, now: number, settings = SETTINGS): number =>
  rampLevel(one, settings, new Moments(instant(now)));
/** Each level of a ramp with the moment it announced for it. */
function steps(one: Ramp, settings = SETTINGS): (readonly [at: number, levelPct: number])[] {
  const taken: (readonly [number, number])[] = [];
  for (let now: number | null = one.startedAt; now !== null;) {
    const moments: Moments = new Moments(instant(now));
    taken.push([now, rampLevel(one, settings, moments)]);
    now = moments.next;
  }
  return taken;
}

describe("a ramp", () => {
  it.each([
    [0, 100, 1_000],
    [100, 0, 8_000],
    [30, 100, 421],
    [100, 30, 3_370],
    [0, 30, 579],
  ])("from %d to %d %% is over after about %d ms, and never turns", (from, to, takes) => {
    const taken = steps(ramp(from, to));
    const [lastAt, lastPct] = taken.at(-1) ?? [0, 0];
    expect(lastPct).toBe(to);
    expect(Math.abs(lastAt - takes)).toBeLessThanOrEqual(takes / 50 + 20);
    const levels = [from, ...taken.map(([, levelPct]) => levelPct)];
    for (const [index, levelPct] of levels.slice(1).entries()) {
      const before = levels[index] ?? from;
      expect(Math.sign(to - from) * (levelPct - before)).toBeGreaterThanOrEqual(0);
      expect(Math.abs(levelPct - before)).toBeLessThanOrEqual(GEAR_STEP_PCT);
    }
  });

  it("begins at once, and looks half as bright half way", () => {
    expect(levelAt(ramp(30, 100), 0)).toBeGreaterThan(30);
    const half = levelAt(ramp(0, 100), 500);
    expect((half / 100) ** (1 / 2.2)).toBeCloseTo(0.5, 1);
  });

  it("of 0 ms is over at once", () => {
    const atOnce = { ...SETTINGS, rampUpMs: millis(0), rampDownMs: millis(0) };
    expect(steps(ramp(0, 100), atOnce)).toEqual([[0, 100]]);
    expect(steps(ramp(100, 12.5), atOnce)).toEqual([[0, 12.5]]);
  });

  it("gives the same level however often it is asked", () => {
    const slow = { ...SETTINGS, rampDownMs: seconds(90), rampUpMs: millis(333) };
    for (const one of [ramp(100, 30, 17.3), ramp(12.5, 80, 4_000)]) {
      const announced = steps(one, slow);
      for (let now: number = one.startedAt; now < one.startedAt + 60_000; now += 20) {
        expect(levelAt(one, now, slow)).toBe(announced.findLast(([at]) => at <= now)?.[1]);
      }
    }
  });

  it("goes on while its end is the same, and else begins from the level now", () => {
    const rising = ramp(30, 100);
    expect(nextRamp(rising, percent(60), percent(100), instant(200))).toBe(rising);
    const turned = nextRamp(rising, percent(60), percent(30), instant(200));
    expect(turned).toEqual(ramp(60, 30, 200));
    const jump = 60 - levelAt(turned, 200);
    expect(jump).toBeGreaterThan(0);
    expect(jump).toBeLessThanOrEqual(GEAR_STEP_PCT);
  });

  it("to where it is takes no time and announces nothing", () => {
    expect(steps(ramp(30, 30))).toEqual([[0, 30]]);
  });
});
