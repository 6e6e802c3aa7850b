import { describe, expect, it } from "vitest";
import { hours } from "../../device/measure/time.ts";
import { run, sameBothWays } from "./both-ways.ts";

/** Every cycle at the lamp's own rate, twice the sample's, is for `npm run test:long`. */
const CYCLE = process.env["GATURUM_WHOLE"] === "yes" ? {} : { cycleHz: 10 };

describe("jumping from moment to moment ends where running every cycle does", () => {
  it("a night of a lamp post", { timeout: 120_000 }, async () => {
    const { lines, result } = await sameBothWays("lamp-post.yaml", hours(18), CYCLE);
    expect(lines.filter((line) => line.includes('"outputs"')).length).toBeGreaterThan(100);
    expect(result).toMatchObject({ invalidRecords: 0, doubles: 0, interlockViolations: 0, walkedInDarkS: 0 });
  });

  it("an evening of a lamp post under faults", { timeout: 120_000 }, async () => {
    const { result } = await sameBothWays("lamp-post.yaml", hours(8), { ...CYCLE, faults: true, seed: 3 });
    expect(result).toMatchObject({ invalidRecords: 0, doubles: 0, interlockViolations: 0 });
  });
});

it("another seed is another street", async () => {
  const [one, other] = await Promise.all([1, 2].map((seed) => run("lamp-post.yaml", hours(6), { seed })));
  expect(one?.digest).not.toBe(other?.digest);
});
