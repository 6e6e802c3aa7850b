import { describe, expect, it } from "vitest";
import { inThisAir } from "../../../device/bin/level/air.ts";
import { faulty, valid } from "../../../device/measure/reading.ts";
import { instant } from "../../../device/measure/time.ts";
import { celsius, millimetres } from "../../../device/measure/units.ts";
import { reckonedMm } from "../../../hal-mocks/echo.ts";
import { BinBench } from "../bin-bench.ts";
import { SOUND_SETTINGS } from "../sound-bin.ts";
import { Depth, readingsOf } from "./depth.ts";

const acoustic = (distanceMm: number, assumedC = 20) =>
  ({ quality: "valid", distanceMm: millimetres(distanceMm), assumedC: celsius(assumedC) }) as const;
const air = (airC: number) => valid(celsius(airC), instant(0));
const NO_AIR = faulty("temperature", "no-answer", instant(0));

describe("row 13: the speed of sound", () => {
  it("from -30 to +60 degrees nothing is left of it, whatever the sensor believed: 1 mm a metre at most", () => {
    for (let airC = -30; airC <= 60; airC++) {
      for (const assumedC of [0, 15, 19.64, 20, 25]) {
        for (const trueMm of [300, 1_000, 4_000]) {
          const sent = Math.round(reckonedMm(trueMm, airC, assumedC));
          const { distanceMm, errorMm } = inThisAir(acoustic(sent, assumedC), air(airC));
          expect(Math.abs(distanceMm - trueMm)).toBeLessThanOrEqual(Math.max(1, trueMm / 1_000));
          expect(errorMm).toBe(0);
        }
      }
    }
  });

  it.each([
    [20, 1_000.6],
    [-20, 929.9],
    [0, 965.9],
    [40, 1_034.2],
  ])("the vector of part 10: 5831 us of sound at %i degrees are %d mm", (airC, expectMm) => {
    expect(inThisAir(acoustic(1_000.6), air(airC)).distanceMm).toBeCloseTo(expectMm, 0);
    expect(Math.abs(inThisAir(acoustic(1_000.6), air(airC)).distanceMm - expectMm)).toBeLessThan(0.1);
  });

  it("an optical sensor, or one that corrects for itself, is left alone", () => {
    const range = { quality: "valid", distanceMm: millimetres(1_000) } as const;
    for (const temperature of [air(-30), NO_AIR]) {
      expect(inThisAir(range, temperature)).toEqual({ distanceMm: 1_000, errorMm: 0 });
    }
  });

  it.each([
    ["no temperature", NO_AIR] as const,
    ["-55 degrees", air(-55)] as const,
    ["130 degrees", air(130)] as const,
  ])("%s: as the sensor says, with an error that covers -30 to +60", (_, temperature) => {
    const said = inThisAir(acoustic(1_000), temperature);
    expect(said.distanceMm).toBe(1_000);
    for (let airC = -30; airC <= 60; airC += 5) {
      expect(Math.abs(inThisAir(acoustic(1_000), air(airC)).distanceMm - 1_000)).toBeLessThanOrEqual(said.errorMm);
    }
    expect(said.errorMm).toBeLessThan(95);
  });

  it("a bin of 1.2 m at -20 degrees is 78 mm fuller than a sensor that believes in 20 says", () => {
    const depth = new Depth();
    const range = valid(acoustic(1_076), instant(0));
    const cold = { ...readingsOf(range), temperature: air(-20) };
    expect(depth.see(cold)).toMatchObject({ errorPct: 0, fillPct: expect.closeTo((1_200 - 1_000) / 9, 1) as number });
    const unknown = new Depth().see({ ...readingsOf(range), temperature: NO_AIR });
    expect(unknown).toMatchObject({ quality: "valid", fillPct: (1_200 - 1_076) / 9 });
    expect(unknown).toMatchObject({ errorPct: expect.closeTo((100 * 97) / 900, 0) as number });
  });

  it("what the level may be off by is told with each sample, and nothing of it when the air is known", () => {
    const told = (hasThermometer: boolean) => {
      const bench = new BinBench({ ...SOUND_SETTINGS, press: null });
      bench.level = acoustic(750);
      if (!hasThermometer) bench.breakPart("temperature", "no-answer");
      bench.run(302_000);
      return bench.told.filter(({ report }) => report.stream === "bin-fill").at(-1)?.report.values;
    };
    expect(told(true)).toEqual({ quality: "valid", fillPct: 50 });
    expect(told(false)).toEqual({ quality: "valid", fillPct: 50, errorPct: 8 });
  });
});
