import { describe, expect, it } from "vitest";
import { SimulatedDevice } from "../../hal-mocks/simulate.ts";
import { hours, instant } from "../../device/measure/time.ts";
import { run, sameBothWays, WORDS } from "./both-ways.ts";
import { DECIDING, example } from "./example.ts";

describe("jumping from moment to moment ends where running every cycle does", () => {
  it("a night of a lamp post", { timeout: 120_000 }, async () => {
    const { lines, result } = await sameBothWays("lamp-post.yaml", hours(18), {});
    expect(lines.filter((line) => line.includes('"outputs"')).length).toBeGreaterThan(100);
    expect(result).toMatchObject({ invalidRecords: 0, doubles: 0, interlockViolations: 0, walkedInDarkS: 0 });
  });

  it("a night of a lamp post under faults", { timeout: 120_000 }, async () => {
    const { result } = await sameBothWays("lamp-post.yaml", hours(18), { faults: true, seed: 3 });
    expect(result).toMatchObject({ invalidRecords: 0, doubles: 0, interlockViolations: 0 });
  });
});

it("another seed is another street", async () => {
  const [one, other] = await Promise.all([1, 2].map((seed) => run("lamp-post.yaml", hours(6), { seed })));
  expect(one?.digest).not.toBe(other?.digest);
});

it("30 days of a lamp post take at most 3 s", { timeout: 30_000 }, async () => {
  const simulated = new SimulatedDevice(await example("lamp-post.yaml"), { ...WORDS, days: 30 }, DECIDING);
  const begun = performance.now();
  simulated.runTo(instant(hours(24 * 30)));
  const tookMs = performance.now() - begun;
  expect(simulated.result()).toMatchObject({ invalidRecords: 0, interlockViolations: 0, walkedInDarkS: 0 });
  expect(tookMs).toBeLessThan(3_000);
});
