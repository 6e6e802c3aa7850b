import { describe, expect, it } from "vitest";
import { valid } from "../../device/measure/reading.ts";
import type { Json, Report } from "../../device/measure/decision.ts";
import type { LampFeedback } from "../../device/measure/samples.ts";
import { instant } from "../../device/measure/time.ts";
import { percent, wattHours, watts } from "../../device/measure/units.ts";
import { Post, SETTINGS, syncedAt } from "./post.ts";

const HOUR = 3_600_000;
const LIT = { levelPct: percent(100), powerW: watts(30) } as const;
/** Vector 7.4 of the lighting page. */
const DEPRECIATION = [
  [0, 80],
  [5_000, 85],
  [10_000, 90],
  [15_000, 95],
  [20_000, 100],
] as const;
const AGEING = {
  ...SETTINGS,
  luminaire: {
    ...SETTINGS.luminaire,
    constantLight: "controller",
    depreciation: DEPRECIATION.map(([hours, outputPct]) => ({ hours, outputPct: percent(outputPct) })),
  },
} as const;

/** A driver that has hung elsewhere for a while: what it has counted there is none of this lamp's. */
const own = (hoursLit: number, driverId = "a"): LampFeedback => ({
  ...LIT,
  driverId,
  ownLitS: 700_000 + hoursLit * 3_600,
  ownWh: wattHours(9_000 + hoursLit * 30),
  ownOnS: 900_000 + hoursLit * 7_200,
});
const nothingKept = valid({ status: "empty", value: null, foundRevision: 0, durable: 0 } as const, instant(0));
const meters = (reports: readonly Report[]) => reports.filter(({ stream }) => stream === "lamp-meter");

describe("row 17: constant light by the hours that the driver counts", () => {
  it("80 % new, 82.5 % after 2,500 h lit by its counter, though the lamp was asked for light twice as long", () => {
    const post = new Post(AGEING);
    post.kept = nothingKept;
    for (let hour = 0; hour <= 5_001; hour += 1) {
      post.at(hour * HOUR, { lamp: own(hour / 2) });
      if (hour === 0) expect(post.levelPct).toBe(80);
    }
    expect(post.levelPct).toBe(82.5);
  });

  it("a restart and a new driver never set the hours back, and the driver has counted on meanwhile", () => {
    const before = new Post(AGEING);
    before.kept = nothingKept;
    for (let hour = 0; hour <= 100; hour += 1) before.at(hour * HOUR, { lamp: own(hour) });
    const { value = null, revision = 0 } = before.memory ?? {};
    const kept = JSON.parse(JSON.stringify(value)) as Json;
    const after = new Post(AGEING);
    after.kept = valid({ status: "found", value: kept, foundRevision: revision, durable: revision }, instant(0));
    after.at(0, { lamp: own(150) });
    after.at(HOUR, { lamp: own(151) });
    const hours = () => Math.floor(after.state.watch.keeping.totals.litS / 3_600);
    expect(hours()).toBe(151);
    after.at(2 * HOUR, { lamp: own(0, "b") });
    after.at(12 * HOUR, { lamp: own(10, "b") });
    expect(hours()).toBe(161);
    expect(after.reports.filter(({ stream }) => stream === "driver-changed").map(({ values }) => values)).toEqual([
      { sign: "another" },
    ]);
  });
});

it("row 20: the daily figures say that they are the driver's own, with its own hours; without a counter, that they are not", () => {
  const values = [own, () => LIT].map((lampAt) => {
    const post = new Post();
    post.kept = nothingKept;
    for (let hour = 0; hour <= 49; hour += 1)
      post.at(hour * HOUR, { clock: syncedAt("2026-11-25T10:00:00Z"), lamp: lampAt(hour) });
    return meters(post.reports).at(-1)?.values;
  });
  expect(values[0]).toMatchObject({ energyBy: "driver", driverH: expect.any(Number) as number });
  expect(values[1]).toMatchObject({ energyBy: "power" });
  expect(values[1]).not.toHaveProperty("driverH");
});
