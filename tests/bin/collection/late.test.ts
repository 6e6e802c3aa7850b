import { describe, expect, it } from "vitest";
import { initialCollecting, type Collecting } from "../../../device/bin/collection/collecting.ts";
import { careNow } from "../../../device/bin/collection/late.ts";
import { Moments } from "../../../device/measure/moments.ts";
import { epochMs, hours, instant, millis, type WallClock } from "../../../device/measure/time.ts";
import { SOUND_SETTINGS } from "../sound-bin.ts";

const SECOND = 1_000;
const DAY = 86_400_000;
const SETTINGS = { collectEveryMs: hours(5 * 24), collectWithinMs: hours(2 * 24) };
const CLOCK: WallClock = { offsetMs: 1.8e12, quality: "sync", errorMs: millis(10) };
const FRESH = initialCollecting(instant(0), SOUND_SETTINGS);
const care = (state: Partial<Collecting>, now: number, clock: WallClock | null = null, warned = false) =>
  careNow({ ...FRESH, doubtedSince: null, ...state }, SETTINGS, clock, warned, new Moments(instant(now)));

describe("row 9: a missed collection, to the second", () => {
  it("is old after collectEvery days, and late collectWithin days after that", () => {
    expect([care({}, 5 * DAY - SECOND).old, care({}, 5 * DAY + SECOND).old]).toEqual([false, true]);
    expect([care({}, 7 * DAY - SECOND).late, care({}, 7 * DAY + SECOND).late]).toEqual([false, true]);
  });

  it("a full one is late collectWithin days after it became full", () => {
    const full = { at: instant(DAY), epochMs: null };
    expect([care({ full }, 3 * DAY - SECOND).late, care({ full }, 3 * DAY + SECOND).late]).toEqual([false, true]);
  });

  it("counts over a power cut by the wall, and from the start where nobody knows the time", () => {
    const since = { at: null, epochMs: epochMs(CLOCK.offsetMs - 4 * DAY) };
    expect([care({ since }, DAY - SECOND, CLOCK).old, care({ since }, DAY + SECOND, CLOCK).old]).toEqual([false, true]);
    expect([care({ since }, DAY + SECOND).old, care({ since }, 5 * DAY + SECOND).old]).toEqual([false, true]);
  });

  it("wakes at the boundary", () => {
    const moments = new Moments(instant(5 * DAY - SECOND));
    careNow({ ...FRESH, doubtedSince: null }, SETTINGS, null, false, moments);
    expect(moments.next).toBe(5 * DAY);
  });
});

describe("row 9: overflow forecast", () => {
  const expected = (reliability: "low" | "medium") => ({
    forecast: { reliability, fullAt: epochMs(CLOCK.offsetMs + 4 * DAY) },
  });
  it("warns when it will be full before anyone has to come, by a clock and a forecast that are worth something", () => {
    const soon = (now: number) => care(expected("medium"), now, CLOCK).overflowSoon;
    expect([soon(2 * DAY - SECOND), soon(2 * DAY + SECOND)]).toEqual([false, true]);
    expect(care(expected("low"), 3 * DAY, CLOCK).overflowSoon).toBe(false);
    expect(care(expected("medium"), 3 * DAY, null).overflowSoon).toBe(false);
  });
  it("takes it back when the forecast is half as much later, not before", () => {
    expect(care(expected("medium"), 1.5 * DAY, CLOCK, true).overflowSoon).toBe(true);
    expect(care(expected("medium"), 0.5 * DAY, CLOCK, true).overflowSoon).toBe(false);
  });
});
