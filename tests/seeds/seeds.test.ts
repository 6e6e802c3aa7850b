import { expect, it } from "vitest";
import { planOf } from "./draw.ts";
import { exampleConfigs, lifeOf } from "./living.ts";

/** Some of those that found something once; a thousand run before a release (`tests/long/jobs.ts`). */
const SEEDS = [31, 40, 42, 53, 87, 122, 224, 268, 320] as const;
const configs = exampleConfigs();

it.each(SEEDS)(
  "R1, R8, R9: seed %d breaks no law of records, commands, settings, light and ram",
  (seed) => {
    expect(lifeOf(planOf(seed), configs).broken).toEqual([]);
  },
  60_000,
);
