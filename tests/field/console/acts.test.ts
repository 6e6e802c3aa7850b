import { describe, expect, it } from "vitest";
import {
  actIn,
  ARMED_MS,
  BOUNCE_MS,
  pressed,
  stillArmed,
  wishOf,
  WHY_MAX,
  type Act,
} from "../../../device/field/console/acts.ts";
import { nextRamp, beginRamp, stepWish, STEP_MS, type Ramp } from "../../../device/field/console/ramp.ts";
import { after, instant, millis } from "../../../device/measure/time.ts";

const START = instant(1_000);
const later = (ms: number) => after(START, millis(ms));
const BLINK: Act = { name: "identify" };

describe("a button", () => {
  const { armed } = pressed(null, BLINK, START);

  it("asks at the first press, and does it at the second", () => {
    expect(pressed(null, BLINK, START)).toEqual({ armed: { act: BLINK, at: START }, does: null });
    expect(pressed(armed, BLINK, later(BOUNCE_MS))).toEqual({ armed: null, does: BLINK });
  });

  it("takes a double tap for one press", () => {
    expect(pressed(armed, BLINK, later(BOUNCE_MS - 1))).toEqual({ armed, does: null });
  });

  it("asks again after 10 s", () => {
    expect(stillArmed(armed, later(ARMED_MS - 1))).toBe(armed);
    expect(stillArmed(armed, later(ARMED_MS))).toBeNull();
    expect(pressed(armed, BLINK, later(ARMED_MS)).does).toBeNull();
  });

  it("asks again when it is another one, or says something else", () => {
    expect(pressed(armed, { name: "ramp" }, later(2_000))).toMatchObject({
      armed: { act: { name: "ramp" } },
      does: null,
    });
    const reset: Act = { name: "reset-latch", who: "A. Lind", why: "relay K2" };
    const first = pressed(null, reset, START).armed;
    expect(pressed(first, { ...reset, why: "relay K3" }, later(2_000)).does).toBeNull();
    expect(pressed(first, { ...reset }, later(2_000)).does).toEqual(reset);
  });
});

describe("a form", () => {
  const form = (words: Record<string, string>) => new URLSearchParams(words);

  it("is an act of this kind of device, and no other", () => {
    expect(actIn(form({ act: "identify" }), "lamp-post")).toEqual(BLINK);
    for (const act of ["calibrate", "compact", "jog", "", "__proto__"])
      expect(actIn(form({ act }), "lamp-post")).toBeNull();
    expect(actIn(form({ act: "identify" }), "litter-bin")).toBeNull();
    expect(actIn(form({}), "litter-bin")).toBeNull();
  });

  it("has a name and a reason, as long as control takes them", () => {
    const act = actIn(form({ act: "reset-latch", who: " A. Lind ", why: "x".repeat(WHY_MAX + 9) }), "litter-bin");
    expect(act).toEqual({ name: "reset-latch", who: "A. Lind", why: "x".repeat(WHY_MAX) });
    expect(wishOf(act as Exclude<Act, { name: "ramp" }>)).toEqual({
      verb: "reset-latch",
      args: { who: "A. Lind", why: "x".repeat(WHY_MAX) },
    });
  });
});

describe("a ramp", () => {
  it("goes to 100, 50 and 10 %, 10 s each, and then lets go", () => {
    let ramp: Ramp | null = beginRamp(START);
    const wishes = [stepWish(ramp)];
    for (let ms = 1_000; ramp !== null && ms <= 60_000; ms += 1_000) {
      const next = nextRamp(ramp, later(ms));
      if (next.wish !== null) wishes.push(next.wish);
      ramp = next.ramp;
      if (ramp === null) expect(ms).toBe(3 * STEP_MS);
    }
    expect(wishes).toEqual([
      { verb: "commission", args: { levelPct: 100 } },
      { verb: "commission", args: { levelPct: 50 } },
      { verb: "commission", args: { levelPct: 10 } },
      { verb: "commission-end", args: {} },
    ]);
    expect(ramp).toBeNull();
  });
});
