import { expect, it } from "vitest";
import type { LampPostConfig } from "../../config/device-config.ts";
import { tellFigures } from "../long/figures.ts";
import { wholeNumber } from "../setup/property-runs.ts";
import { example } from "./example.ts";
import { checkStreet } from "./street-check.ts";

/** Issue 5, show 2: `npm run test:long` asks for the year of 12 posts. */
const { GATURUM_POSTS, GATURUM_DAYS } = process.env;
const POSTS = wholeNumber(GATURUM_POSTS) ?? 6;
const DAYS = wholeNumber(GATURUM_DAYS) ?? 3;
const MOMENTS = 100_000;
const WITHIN_MS = 20 * 60_000;

it(
  "a street of posts gives the levels of table 5a and row 8 at every change and any moment",
  { timeout: WITHIN_MS },
  async () => {
    const config = (await example("lamp-post.yaml")) as LampPostConfig;
    const words = { posts: POSTS, days: DAYS, seed: 7, from: "2026-11-25" };
    const { compared, open, wrong, examples, result } = checkStreet(config, words, MOMENTS);
    tellFigures({ compared, open, wrong, darkMin: result.darkMin, lateWords: result.words.late });
    expect(examples).toEqual([]);
    expect(compared).toBeGreaterThan(MOMENTS);
    expect(open).toBeLessThan(compared / 1_000);
    expect(result).toMatchObject({ darkMin: 0, walkedInDarkS: 0, interlockViolations: 0 });
    expect(result.words).toMatchObject({ late: 0, wrong: 0 });
    // Rows 9 and 21: what is saved is what the formula says, and what the posts tell is what the world saw.
    const { savedGrossPct, formulaGrossPct, savedNetPct, toldNetPct } = result;
    expect(Math.abs((savedGrossPct ?? NaN) - (formulaGrossPct ?? NaN))).toBeLessThan(2);
    expect(Math.abs((savedNetPct ?? NaN) - (toldNetPct ?? NaN))).toBeLessThan(1);
  },
);
