import { describe, expect, it } from "vitest";
import { forecastOf, NO_FORECAST } from "../../../device/bin/forecast/forecast.ts";
import { nextHour, type HourSeen } from "../../../device/bin/forecast/hour.ts";
import { learntRate, NO_RATES, slotOf, WEEK_HOURS, type Rates } from "../../../device/bin/forecast/rates.ts";
import { emptiedUse, initialUse, learntUse, leftOf, nextUse, type Use } from "../../../device/bin/forecast/use.ts";
import { keptCollecting } from "../../../device/bin/collection/kept.ts";
import type { FillLevel } from "../../../device/bin/level/fill.ts";
import { Moments } from "../../../device/measure/moments.ts";
import { epochMs, instant, millis, type WallClock } from "../../../device/measure/time.ts";
import { percent } from "../../../device/measure/units.ts";
import { chance } from "../../../hal-mocks/random.ts";
import { BinBench } from "../bin-bench.ts";

const ZONE = "Europe/Stockholm";
const HOUR = 3_600_000;
/** Monday 2026-06-01 00:00 in Stockholm. */
const MONDAY = epochMs(Date.UTC(2026, 4, 31, 22));
const level = (fillPct: number): FillLevel => ({
  ...{ quality: "valid", fillPct: percent(fillPct), distanceMm: 1_200 - 9 * fillPct, errorPct: 0, confirmed: true },
});
const seeing = (use: Use, ...levels: readonly number[]): Use =>
  levels.reduce((was, fillPct) => nextUse(was, level(fillPct), false), use);

describe("row 4: room used up", () => {
  const empty = seeing(emptiedUse(initialUse(85, true)), 0);

  it("is what was thrown in: pressing gives height back, and no room", () => {
    const before = seeing(empty, 20, 40, 60);
    const pressed = seeing(nextUse(before, level(60), true), 30, 35);
    expect([before.thrown, pressed.thrown]).toEqual([6_000, 6_500]);
  });
  it("nothing that happens behind an open door or a ram that is out counts", () => {
    const behind = seeing(nextUse(seeing(empty, 20, 40, 60), level(75), true), 75, 76);
    expect(behind.thrown).toBe(6_100);
  });
  it("a bag before the sensor is no litter, and neither is its going", () => {
    expect(seeing(empty, 20, 90, 20, 22).thrown).toBe(2_200);
  });
  it("what a crew left in it is in it", () => {
    expect(seeing(emptiedUse(seeing(empty, 20, 40)), 12).thrown).toBe(1_200);
  });
  it("learns what it takes from the first time it was full, and from the next ones by a third", () => {
    const full = (thrown: number, was: Use): Use => learntUse({ ...was, thrown });
    const once = full(30_000, empty);
    expect([empty.takes, once.takes, full(24_000, once).takes]).toEqual([25_500, 30_000, 28_000]);
  });
  it("nobody knows what is left beyond what it ever took; without pressing it has what it shows", () => {
    expect(leftOf({ ...empty, thrown: 25_500 }, null)).toBeNull();
    expect(leftOf(seeing(empty, 20, 40, 60), 85)).toBe(2_500);
  });
});

describe("row 4: hours of the week", () => {
  it.each([
    [Date.UTC(2026, 4, 31, 22), 0],
    [Date.UTC(2026, 5, 7, 21, 59), 167],
    [Date.UTC(2026, 11, 6, 22, 59), 167],
    [Date.UTC(2026, 11, 6, 23), 0],
  ])("%d is hour %d, in summer and in winter", (wall, slot) => expect(slotOf(ZONE, epochMs(wall))).toBe(slot));

  const clock = (offsetMs: number): WallClock => ({ offsetMs, quality: "sync", errorMs: millis(10) });
  function hour(was: HourSeen | null, atMs: number, inputs: Partial<Parameters<typeof nextHour>[2]> = {}) {
    const given = { clock: clock(MONDAY), zone: ZONE, thrown: 0, known: true, broken: false, ...inputs };
    return nextHour(was, NO_RATES, given, new Moments(instant(atMs)));
  }
  const began = hour(hour(null, 1_000).hour, HOUR).hour;

  it("a whole hour teaches, the one in which it was started does not", () => {
    expect(hour(hour(null, 1_000).hour, HOUR, { thrown: 500 }).rates).toEqual(NO_RATES);
    expect(hour(began, 2 * HOUR, { thrown: 700 }).rates[1]).toBe(700);
  });
  it.each([
    ["an unknown level", { known: false }],
    ["a full or emptied bin", { broken: true }],
    ["a clock that was set", { clock: clock(MONDAY + 3 * HOUR) }],
    ["no clock", { clock: null }],
  ])("%s teaches nothing", (_, inputs) => expect(hour(began, 2 * HOUR, { thrown: 700, ...inputs }).rates).toEqual([]));
  it("asks to be woken when the hour is over", () => {
    const moments = new Moments(instant(10));
    nextHour(null, NO_RATES, { clock: clock(MONDAY), zone: ZONE, thrown: 0, known: true, broken: false }, moments);
    expect(moments.next).toBe(HOUR);
  });
});

describe("row 4: the forecast", () => {
  const flat: Rates = Array.from({ length: WEEK_HOURS }, () => 100);
  const of = { left: 2_450, takes: 25_000, rates: flat, collections: 3, zone: ZONE, wall: MONDAY };

  it("goes on by what is usual until nothing is left", () => {
    expect(forecastOf(of)).toEqual({ reliability: "medium", ratePctPerH: 0.4, fullAt: MONDAY + 24.5 * HOUR });
  });
  it("is of low reliability until 3 collections, and high from 6 on", () => {
    const by = (collections: number) => forecastOf({ ...of, collections }).reliability;
    expect([0, 2, 3, 5, 6].map(by)).toEqual(["low", "low", "medium", "medium", "high"]);
  });
  it("has no number where it knows none: no clock, nothing learned, no end in two weeks", () => {
    expect(forecastOf({ ...of, wall: null })).toEqual(NO_FORECAST);
    expect(forecastOf({ ...of, rates: NO_RATES })).toEqual(NO_FORECAST);
    const still = { ...of, rates: flat.map(() => 0) };
    expect([forecastOf({ ...still, left: 0 }).fullAt, forecastOf(still).fullAt]).toEqual([MONDAY, undefined]);
    expect(forecastOf({ ...of, left: null })).not.toHaveProperty("fullAt");
    expect(forecastOf({ ...of, left: 34_000 })).not.toHaveProperty("fullAt");
  });

  it("is at most 6 h off, 24 h ahead, on a synthetic street of twelve weeks", () => {
    const usual = (slot: number): number => (slot % 24 < 7 ? 20 : 220) * (Math.floor(slot / 24) >= 4 ? 1.6 : 0.8);
    const arrives = (hour: number): number => {
      const thrown = usual(hour % WEEK_HOURS) / 40;
      let count = 0;
      for (let left = Math.exp(-thrown), p = 1, i = 0; i < 60; i++) {
        p *= chance(5, "arrives", hour * 64 + i);
        if (p <= left) break;
        count += 1;
      }
      return 40 * count;
    };
    const errors: number[] = [];
    let [rates, thrown, said] = [NO_RATES, 0, [] as (number | undefined)[]];
    const takes = 9_000;
    for (let hour = 0, collections = 0; hour < 12 * WEEK_HOURS; hour++) {
      const wall = epochMs(MONDAY + hour * HOUR);
      said.push(forecastOf({ left: takes - thrown, takes, rates, collections, zone: ZONE, wall }).fullAt);
      const comes = arrives(hour);
      rates = learntRate(rates, hour % WEEK_HOURS, comes);
      thrown += comes;
      if (thrown < takes) continue;
      const before = said.at(-24);
      if (collections >= 3 && before !== undefined) errors.push(Math.abs(before - wall - HOUR / 2) / HOUR);
      [thrown, said, collections] = [0, [], collections + 1];
    }
    expect(errors.length).toBeGreaterThan(15);
    expect(errors.reduce((sum, error) => sum + error) / errors.length).toBeLessThanOrEqual(6);
  });
});

describe("over a power cut", () => {
  it("an older memory, or one that makes no sense, is as none", () => {
    const kept = {
      sinceEpochMs: null,
      isFull: false,
      fullEpochMs: null,
      collections: 2,
      thrown: 5,
      takes: null,
      rates: [],
    };
    expect(keptCollecting(kept)).toEqual(kept);
    for (const wrong of [
      undefined,
      null,
      {},
      [],
      { ...kept, rates: [1] },
      { ...kept, thrown: -1 },
      { ...kept, takes: "9" },
    ]) {
      expect(keptCollecting(wrong as never)).toBeNull();
    }
  });
  it("collections and what was thrown in are remembered", () => {
    const bench = new BinBench();
    bench.run(60_000);
    bench.site.fillTo(400);
    bench.touched();
    bench.run(60_000);
    bench.collect();
    bench.run(300_000);
    bench.cutPower();
    bench.run(60_000);
    expect(bench.state.collecting).toMatchObject({ collections: 1, resumed: true });
  });
});
