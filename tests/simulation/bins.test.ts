import { expect, it } from "vitest";
import type { LitterBinConfig } from "../../config/device-config.ts";
import { Device } from "../../device/together/device.ts";
import { BinRun } from "../../hal-mocks/bins/bin-run.ts";
import { binPieces, binsInThreads, figuresOf } from "../../hal-mocks/bins/simulate-bins.ts";
import { tellFigures } from "../long/figures.ts";
import { wholeNumber } from "../setup/property-runs.ts";
import { example } from "./example.ts";

/** The whole of it, 20 bins for 90 days, is `gaturum simulate --config config/litter-bin.yaml --bins 20 --days 90`. */
const WORDS = { bins: 3, days: 7, seed: 7, from: "2026-11-25", cycle: false };

it("three bins in a week: what they decide is held against the truth", { timeout: 120_000 }, async () => {
  const config = (await example("litter-bin.yaml")) as LitterBinConfig;
  const found = figuresOf(await binsInThreads(config, WORDS), WORDS);
  expect(found).toMatchObject({ bins: 3, days: 7, seed: 7, violations: 0, falseFull: 0, falseCollections: 0 });
  expect(found.throws).toBeGreaterThan(300);
  expect(found.fulls).toBeGreaterThan(0);
  expect(found.collections).toBeGreaterThan(0);
  expect(found.collectionsFoundPct).toBe(100);
  expect(found.tripsAvoided).toBe(21 - found.trips);
});

/** The long form: of all figures the least that a city is promised, by whatever seed. `npm run test:long` asks for it. */
const WHOLE = wholeNumber(process.env["GATURUM_BINS"]);
if (WHOLE !== undefined)
  it("a quarter of a year comes to what is promised", { timeout: 1_000_000 }, async () => {
    const seed = wholeNumber(process.env["GATURUM_SEED"]) ?? WORDS.seed;
    const words = { ...WORDS, bins: WHOLE, days: 90, seed };
    const config = (await example("litter-bin.yaml")) as LitterBinConfig;
    const found = figuresOf(await binsInThreads(config, words), words);
    const { fullsMissed, falseFull, violations, forecastMaeH, collectionsFoundPct, fullRightPct } = found;
    tellFigures({ "full missed": fullsMissed, "false full": falseFull, violations });
    expect(violations).toBe(0);
    expect(found.falseFullPer100BinDays).toBeLessThanOrEqual(1);
    expect(forecastMaeH).toBeLessThanOrEqual(6);
    expect(collectionsFoundPct).toBeGreaterThanOrEqual(99);
    expect(fullRightPct).toBeGreaterThanOrEqual(95);
  });

it("bins side by side come to what they do one after the other, in order", { timeout: 120_000 }, async () => {
  const config = (await example("litter-bin.yaml")) as LitterBinConfig;
  const words = { ...WORDS, days: 2 };
  const oneByOne = binPieces(words).map(({ device }) => new BinRun(config, { ...words, device }, Device).run());
  const done: string[] = [];
  expect(await binsInThreads(config, words, { threads: 2, done: ({ device }) => done.push(device) })).toEqual(oneByOne);
  expect(await binsInThreads(config, words, { threads: 1 })).toEqual(oneByOne);
  expect([...done].sort()).toEqual(["bin-1", "bin-2", "bin-3"]);
  expect(new Set(oneByOne.map(({ figures }) => figures.throws)).size).toBeGreaterThan(1);
});
