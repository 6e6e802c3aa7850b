import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../setup/vitest-run.ts";
import { timesSlower } from "../setup/yardstick.ts";

/** The promise for one post, the start of the program included, on the computer of `setup/yardstick.ts`. */
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
  const [tookMs, slower] = [Math.min(one.tookMs, other.tookMs), timesSlower()];
  process.stdout.write(`30 days: ${Math.round(tookMs)} ms, on a computer ${slower.toFixed(2)} times slower\n`);
  expect(tookMs / slower).toBeLessThanOrEqual(THIRTY_DAYS_MS);
});

const SCENARIO = `
scenario: a minute
caption: { en: Nothing happens., sv: Inget händer. }
starts: 2026-11-25T20:00Z
lasts: 1 min
posts: 1
bins: 0
expect: { online: 1 }
`;

it.each([
  [SCENARIO, [], 0, /all as expected/],
  [SCENARIO.replace("online: 1", "online: 2"), [], 1, /NOT AS EXPECTED {2}the city counts 1 devices online, not 2/],
  [SCENARIO.replace("lasts", "lats"), [], 1, /:5:1: there is no key "lats"\. Did you mean "lasts"\?/],
  [SCENARIO, ["--days", "3"], 2, /--days is for one device: a scenario says it in its file/],
])("a scenario of a minute %#", (text, more, code, told) => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-scenario-"));
  const file = join(folder, "scenario.yaml");
  writeFileSync(file, text);
  const words = ["device/gaturum.js", "simulate", "--scenario", file, ...more];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: "utf8" });
  rmSync(folder, { recursive: true });
  expect(stdout + stderr).toMatch(told);
  expect(status).toBe(code);
});
