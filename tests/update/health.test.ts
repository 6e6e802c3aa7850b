import { describe, expect, it } from "vitest";
import { after, instant } from "../../device/measure/time.ts";
import { parseStatus } from "../../device/update/control-status.ts";
import {
  HEALTHY_MS,
  JUDGED_MS,
  judgingFrom,
  LOOK_MS,
  nextJudging,
  SILENT_MS,
  whatMoves,
  type Sample,
  type Verdict,
} from "../../device/update/health.ts";
import { WELL } from "./device.ts";

const EXPECTED = { version: "0.2.0", failing: ["clock"] };
const well = (look: number, change: Partial<typeof WELL> | object = {}): Sample => ({
  ...WELL,
  version: "0.2.0",
  cycles: look * 250,
  ...change,
});

/** Looks every 5 s until there is a verdict, and says when that was. */
function judged(sampleAt: (look: number) => Sample): Verdict & { readonly atMs: number } {
  let judging = judgingFrom(instant(0));
  for (let look = 0; ; look += 1) {
    const now = after(instant(0), (look * LOOK_MS) as typeof LOOK_MS);
    const next = nextJudging(judging, sampleAt(look), EXPECTED, now);
    if (next.verdict.is !== "open") return { ...next.verdict, atMs: now };
    judging = next.judging;
  }
}

describe("the judge of a new program", () => {
  it("wants five healthy minutes, not one look less", () => {
    expect(judged((look) => well(look))).toEqual({ is: "healthy", atMs: HEALTHY_MS });
  });

  it("begins anew after one bad look", () => {
    expect(judged((look) => (look === 30 ? { is: "silent" } : well(look))).atMs).toBe(31 * LOOK_MS + HEALTHY_MS);
  });

  it.each([{ is: "absent" }, { is: "silent" }] as const)("gives up one that is %o for two minutes", (sample) => {
    expect(judged(() => sample)).toMatchObject({ is: "unhealthy", atMs: SILENT_MS });
  });

  it.each([
    ["is another version", { version: "0.1.0" }, /version 0\.1\.0/],
    ["has a part out that was not", { failing: ["clock", "lamp"] }, /not there before: lamp$/],
    ["has an output that does not obey", { refusing: 1 }, /obey/],
    ["stands still", { cycles: 7 }, /stands still/],
  ])("gives up one that %s", (_words, change, text) => {
    const verdict = judged((look) => well(look, change));
    expect(verdict).toMatchObject({ is: "unhealthy", atMs: JUDGED_MS });
    expect(verdict.is === "unhealthy" && verdict.text).toMatch(text);
  });

  it("gives up one whose guard takes outputs away, that misses cycles, or that starts again and again", () => {
    expect(judged((look) => well(look, { violations: look }))).toMatchObject({ is: "unhealthy" });
    expect(judged((look) => well(look, { missedCycles: look * 3 }))).toMatchObject({ is: "unhealthy" });
    expect(judged((look) => well(look, { missedCycles: look * 2 }))).toMatchObject({ is: "healthy" });
    const late = judged((look) => well(look, { missedCycles: look * 3 }));
    expect(late.is === "unhealthy" && late.text).toMatch(/the last time: 180 of 15180 cycles were missed$/);
    const restarting = (look: number) =>
      well(look, {
        run: Math.floor(look / 20)
          .toString(16)
          .padStart(16, "0"),
      });
    expect(judged(restarting)).toMatchObject({ is: "unhealthy" });
  });

  it("does not hold against it that the computer stood still once", () => {
    const hiccup = judged((look) => well(look, { missedCycles: look > 20 ? 10 : 0 }));
    expect(hiccup).toEqual({ is: "healthy", atMs: HEALTHY_MS });
  });

  it("does not judge one that somebody stopped", () => {
    expect(judged((look) => (look < 20 ? well(look) : { is: "stopped" }))).toEqual({
      is: "stopped",
      atMs: 20 * LOOK_MS,
    });
  });

  it("does not hold against it what was out before", () => {
    expect(judged((look) => well(look, { failing: ["clock"] })).is).toBe("healthy");
  });
});

it.each([
  [{ is: "absent" }, null],
  [{ is: "stopped" }, /stopped by hand/],
  [{ is: "silent" }, /nobody knows what moves/],
  [WELL, null],
  [{ ...WELL, moving: "the lamp" }, /the lamp/],
] as const)("a control that is %o keeps an update waiting: %s", (sample, text) => {
  if (text === null) expect(whatMoves(sample)).toBeNull();
  else expect(whatMoves(sample)).toMatch(text);
});

describe("what control says", () => {
  it.each(["", "{", "null", '{"error":"not a question"}', '{"version":1}'])("that reads %j is no answer", (line) => {
    expect(parseStatus(line)).toBeNull();
  });
});
