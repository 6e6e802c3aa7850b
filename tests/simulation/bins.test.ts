import { expect, it } from "vitest";
import type { LitterBinConfig } from "../../config/device-config.ts";
import { Device } from "../../device/together/device.ts";
import { figuresOf, manyBins } from "../../hal-mocks/bins/simulate-bins.ts";
import { example } from "./example.ts";

/** The whole of it, 20 bins for 90 days, is `gaturum simulate --config config/litter-bin.yaml --bins 20 --days 90`. */
const WORDS = { bins: 3, days: 7, seed: 7, from: "2026-11-25", cycle: false };

it("three bins in a week: what they decide is held against the truth", { timeout: 120_000 }, async () => {
  const found = figuresOf(manyBins((await example("litter-bin.yaml")) as LitterBinConfig, WORDS, Device), WORDS);
  expect(found).toMatchObject({ bins: 3, days: 7, seed: 7, violations: 0, falseFull: 0, falseCollections: 0 });
  expect(found.throws).toBeGreaterThan(300);
  expect(found.fulls).toBeGreaterThan(0);
  expect(found.collections).toBeGreaterThan(0);
  expect(found.collectionsFoundPct).toBe(100);
  expect(found.tripsAvoided).toBe(21 - found.trips);
});
