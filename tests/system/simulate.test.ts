import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { ROOT } from "../setup/vitest-run.ts";

/** The promise for one post, the start of the program included. */
const THIRTY_DAYS_MS = 3_000;

it("30 days of a lamp post take at most 3 s, and the same seed gives the same bytes", () => {
  const simulate = () => {
    const words = ["simulate", "--config", "config/lamp-post.yaml", "--days", "30", "--json"];
    const begun = performance.now();
    const { status, stdout } = spawnSync(process.execPath, ["device/gaturum.js", ...words], {
      cwd: ROOT,
      encoding: "utf8",
    });
    return { status, stdout, tookMs: performance.now() - begun };
  };
  const one = simulate();
  const other = simulate();
  expect(one.status).toBe(0);
  expect(other.stdout).toBe(one.stdout);
  expect(JSON.parse(one.stdout)).toMatchObject({
    days: 30,
    invalidRecords: 0,
    interlockViolations: 0,
    walkedInDarkS: 0,
  });
  // The better of two: what else this computer does is not ours.
  expect(Math.min(one.tookMs, other.tookMs)).toBeLessThanOrEqual(THIRTY_DAYS_MS);
});
