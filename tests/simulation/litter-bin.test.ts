import { describe, expect, it } from "vitest";
import { hours } from "../../device/measure/time.ts";
import { sameBothWays } from "./both-ways.ts";

/** Every cycle of a bin's day at its own 50 Hz takes over a minute; that is for `npm run test:long`. */
const WHOLE = process.env["GATURUM_WHOLE"] === "yes";
const CYCLE = WHOLE ? {} : { cycleHz: 10 };
/** From noon to nine is when most is thrown in. */
const LASTS_H = WHOLE ? 24 : 9;

describe("jumping from moment to moment ends where running every cycle does", () => {
  it("a day of a bin", { timeout: 240_000 }, async () => {
    const { result } = await sameBothWays("litter-bin.yaml", hours(LASTS_H), CYCLE);
    expect(result).toMatchObject({ invalidRecords: 0, doubles: 0, interlockViolations: 0 });
    expect((result as { strokes: number }).strokes).toBeGreaterThan(0);
  });

  it("some hours of a bin under faults", { timeout: 240_000 }, async () => {
    const { result } = await sameBothWays("litter-bin.yaml", hours(LASTS_H / 3), { ...CYCLE, faults: true, seed: 5 });
    expect(result).toMatchObject({ invalidRecords: 0, doubles: 0, interlockViolations: 0 });
  });
});
