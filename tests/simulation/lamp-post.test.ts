import { describe, expect, it } from "vitest";
import { hours } from "../../device/measure/time.ts";
import { run, sameBothWays } from "./both-ways.ts";

describe("jumping from moment to moment ends where running every cycle does", () => {
  it("a night of a lamp post", { timeout: 120_000 }, async () => {
    const { lines, result } = await sameBothWays("lamp-post.yaml", hours(18), {});
    expect(lines.filter((line) => line.includes('"outputs"')).length).toBeGreaterThan(100);
    expect(result).toMatchObject({ invalidRecords: 0, doubles: 0, interlockViolations: 0, walkedInDarkS: 0 });
  });

  it("an evening of a lamp post under faults", { timeout: 120_000 }, async () => {
    const { result } = await sameBothWays("lamp-post.yaml", hours(8), { faults: true, seed: 3 });
    expect(result).toMatchObject({ invalidRecords: 0, doubles: 0, interlockViolations: 0 });
  });
});

it("another seed is another street", async () => {
  const [one, other] = await Promise.all([1, 2].map((seed) => run("lamp-post.yaml", hours(6), { seed })));
  expect(one?.digest).not.toBe(other?.digest);
});
