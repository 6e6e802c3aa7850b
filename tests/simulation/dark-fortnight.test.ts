import { describe, expect, it } from "vitest";
import { RAM_RESTING_MM } from "../../device/measure/samples.ts";
import { hours, instant } from "../../device/measure/time.ts";
import { wattHours } from "../../device/measure/units.ts";
import { SimulatedDevice } from "../../hal-mocks/simulate.ts";
import { DECIDING, example, heardOf } from "./example.ts";

/** Each day takes a second of the processor: `npm test` has 3 days on as much less battery, `npm run test:long` all. */
const DAYS = process.env["GATURUM_WHOLE"] === "yes" ? 14 : 3;
const CAPACITY_WH = Math.round((720 * DAYS) / 14);
const WORDS = { days: DAYS, seed: 7, from: "2026-11-25", faults: false, cycle: false, sun: "none" } as const;

describe("row 22: 14 days without sun on 720 Wh, of which 90 % may be used", () => {
  it("telemetry stays up, the ram is at its top, and the budget says where it went", { timeout: 240_000 }, async () => {
    const config = await example("litter-bin.yaml");
    if (config.kind !== "litter-bin") throw new Error("the example is a bin");
    const energyOf = { ...config.bin.energy, capacityWh: wattHours(CAPACITY_WH) };
    const run = new SimulatedDevice({ ...config, bin: { ...config.bin, energy: energyOf } }, WORDS, DECIDING);
    const heard: string[] = [];
    for (let day = 1; day <= DAYS; day++) {
      run.runTo(instant(hours(24 * day)));
      const fills = heardOf(run).filter(({ topic }) => topic.includes("bin-fill"));
      heard.push(fills.length > 0 ? "heard" : `nothing on day ${day}`);
    }
    expect(new Set(heard)).toEqual(new Set(["heard"]));
    const { energy, invalidRecords, doubles, interlockViolations, strokes } = run.result();
    if (energy === null) throw new Error("the example has a battery");
    const usableWh = Math.round(9 * CAPACITY_WH) / 10;
    expect(energy).toMatchObject({ capacityWh: CAPACITY_WH, storedWh: CAPACITY_WH, usableWh, sunWh: 0, missedWh: 0 });
    // 14 d x 24 h x 1.5 W = 504 Wh.
    expect(energy.boardWh).toBeCloseTo(DAYS * 36, 0);
    expect(energy.leftWh).toBeCloseTo(usableWh - energy.boardWh - energy.strokesWh, 0);
    expect(energy.leftWh).toBeGreaterThan(usableWh / 6);
    expect(energy.strokesWh).toBeGreaterThan(0.3 * DAYS);
    expect(energy.silenceS).toBeLessThanOrEqual(15 * 60);
    expect(energy.ramMm).toBeLessThanOrEqual(RAM_RESTING_MM);
    expect([invalidRecords, doubles, interlockViolations]).toEqual([0, 0, 0]);
    expect(strokes).toBeGreaterThan(4 * DAYS);
  });
});
