import { describe, expect, it } from "vitest";
import { plan } from "./install.ts";
import { propertyRuns } from "./property-runs.ts";
import { hasProgram } from "./programs.ts";
import { added, tallyOf } from "./tally.ts";

const test = (status: string) => ({ status });

describe("the tally", () => {
  const report = {
    success: true,
    testResults: [{ status: "passed", assertionResults: [test("passed"), test("passed"), test("pending")] }],
  };

  it("counts tests, not files", () => {
    expect(tallyOf(report, 0)).toEqual({ passed: 2, failed: 0, skipped: 1 });
  });

  it("counts a file that did not load as a failure", () => {
    const notLoaded = { status: "failed", assertionResults: [] };
    const failed = { status: "failed", assertionResults: [test("failed"), test("passed")] };
    const broken = { success: false, testResults: [...report.testResults, notLoaded, notLoaded, failed] };
    expect(tallyOf(broken, 1)).toEqual({ passed: 3, failed: 3, skipped: 1 });
  });

  it("never calls a failed run good", () => {
    expect(tallyOf(report, 1).failed).toBe(1);
    expect(tallyOf({ ...report, success: false }, 0).failed).toBe(1);
    expect(tallyOf(null, 0).failed).toBe(1);
    expect(added(tallyOf(null, 0), tallyOf(report, 0))).toEqual({ passed: 2, failed: 1, skipped: 1 });
  });
});

describe("what tests need from Debian", () => {
  it("is installed by root where someone asked, else the line to type is told", () => {
    expect(plan([], true, { CI: "true" })).toEqual({ do: "nothing" });
    const told = plan(["mosquitto", "socat"], false, { CI: "true" });
    expect(told).toMatchObject({ do: "tell", programs: ["mosquitto", "socat"] });
    expect(told.do === "tell" && told.sentence).toContain("apt-get install -y --no-install-recommends mosquitto socat");
    expect(plan(["socat"], true, {}).do).toBe("tell");
  });

  it("counts as missing when GATURUM_MISSING names it, or no directory holds it", () => {
    const env = { PATH: process.env["PATH"] };
    expect(hasProgram("socat", { ...env, GATURUM_MISSING: "mosquitto,socat" })).toBe(false);
    expect(hasProgram("nothing-has-this-name" as "socat", env)).toBe(false);
    expect(hasProgram("node" as "socat", env)).toBe(true);
  });
});

describe("the runs of a property", () => {
  it("are the usual ones unless someone says otherwise", () => {
    expect(propertyRuns(100, {})).toEqual({ numRuns: 100 });
    expect(propertyRuns(100, { GATURUM_RUNS: "7", GATURUM_SEED: "3" })).toEqual({ numRuns: 7, seed: 3 });
    for (const text of ["0", "many", "1.5", "-1"])
      expect(() => propertyRuns(100, { GATURUM_RUNS: text })).toThrow(text);
  });
});
