import { expect, it } from "vitest";
import type { DeviceRecord } from "../../device/contract/record.ts";
import { instant } from "../../device/measure/time.ts";
import { SimulatedDevice } from "../../hal-mocks/simulate.ts";
import { DECIDING, example, heardOf } from "./example.ts";

const DAY_MS = 86_400_000;
const FROM_MS = Date.UTC(2026, 10, 27, 12);
const WORDS = { days: 4, seed: 7, from: "2026-11-27", faults: false, cycle: false };

it(
  "row 23: a bin's days by its evidence is the world's: strokes and collections, each day as the city was told",
  { timeout: 60_000 },
  async () => {
    const run = new SimulatedDevice(await example("litter-bin.yaml"), WORDS, DECIDING);
    run.runTo(instant(WORDS.days * DAY_MS));
    const toMs = FROM_MS + WORDS.days * DAY_MS;
    const { device, world } = run;
    const truth = world.bins.get(device.config.device)?.figures;
    const audit = device.binAudit(FROM_MS, toMs, { tripsPerWeek: 7, tripCost: { amount: 180, currency: "kr" } });
    expect(truth?.strokes).toBeGreaterThan(15);
    expect(truth?.collections).toBeGreaterThan(2);
    expect(audit).toMatchObject({
      ...{ strokes: truth?.strokes, collections: truth?.collections, visits: truth?.collections },
      ...{ safetyStops: 0, downtimeMs: 0, strokesWithEnergy: truth?.strokes, holes: [], undated: 0, simulated: true },
      ...{ observing: false, trips: { scheduled: WORDS.days, made: truth?.collections } },
    });
    // Its first cycle is over after 20 ms.
    expect(audit.seenMs).toBe(WORDS.days * DAY_MS - 20);
    // The crew comes to what is more than half full.
    expect(audit.fillAtCollectionPct).toBeGreaterThan(50);
    expect(audit.weeks.map(({ week }) => week)).toEqual(["2026-W48", "2026-W49"]);

    const told = daysTold(run);
    expect(told).toHaveLength(WORDS.days);
    const ofLog = told.map(({ date }) => {
      const day = device.binAudit(Date.parse(date), Date.parse(date) + DAY_MS, null);
      const hoursFull = Math.round((day.overflowMs ?? NaN) / 36_000) / 100;
      return { date, strokes: day.strokes, collections: day.collections, overflowH: hoursFull };
    });
    expect(told).toEqual(ofLog);
    expect(told.some(({ overflowH }) => overflowH > 0)).toBe(true);
  },
);

type DayTold = { date: string; strokes: number; collections: number; overflowH: number };
function daysTold(run: SimulatedDevice): readonly DayTold[] {
  return heardOf(run)
    .filter(({ topic }) => topic.endsWith("/up/t/bin-day"))
    .map(({ text }) => (JSON.parse(text) as DeviceRecord).values as DayTold)
    .map(({ date, strokes, collections, overflowH }) => ({ date, strokes, collections, overflowH }));
}
