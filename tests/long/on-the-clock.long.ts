import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { ROOT } from "../setup/vitest-run.ts";
import { tellFigures } from "./figures.ts";

/** What a city may wait for at a desk with two processors: a year of a street, a quarter of its bins. */
const WITHIN_S = 90;

function simulated(config: string, ...words: readonly string[]) {
  const begun = performance.now();
  const all = ["device/gaturum.js", "simulate", "--config", `config/${config}`, ...words, "--json"];
  const { status, stdout } = spawnSync(process.execPath, all, { cwd: ROOT, encoding: "utf8" });
  expect(status).toBe(0);
  return { tookS: (performance.now() - begun) / 1_000, found: JSON.parse(stdout) as Record<string, number> };
}

it("a year of 12 posts: none dark, nobody walked below base, and what is saved is what is told", () => {
  const { tookS, found } = simulated("lamp-post.yaml", "--posts", "12", "--days", "365");
  tellFigures({ "worst s of a year of posts": Math.round(tookS) });
  const { savedGrossPct = NaN, formulaGrossPct = NaN, savedNetPct = NaN, toldNetPct = NaN } = found;
  expect(found).toMatchObject({ darkMin: 0, walkedInDarkS: 0, interlockViolations: 0 });
  expect(Math.abs(savedGrossPct - formulaGrossPct)).toBeLessThanOrEqual(2);
  expect(Math.abs(savedNetPct - toldNetPct)).toBeLessThanOrEqual(1);
  expect(tookS).toBeLessThanOrEqual(WITHIN_S);
});

it("a quarter of 20 bins: what is promised of them", () => {
  const { tookS, found } = simulated("litter-bin.yaml", "--bins", "20", "--days", "90");
  tellFigures({ "worst s of a quarter of bins": Math.round(tookS) });
  expect(found["violations"]).toBe(0);
  expect(found["falseFullPer100BinDays"]).toBeLessThanOrEqual(1);
  expect(found["forecastMaeH"]).toBeLessThanOrEqual(6);
  expect(found["collectionsFoundPct"]).toBeGreaterThanOrEqual(99);
  expect(tookS).toBeLessThanOrEqual(WITHIN_S);
});
