/** How many tests and checks went well, and how many did not. */
export type Tally = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** The part of vitest's JSON report that is counted. */
export type VitestReport = {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
};

/**
 * Counts the tests of one run. A file that failed without a failed test (it did not even load) is one failure, and so
 * is a run that left no report or that vitest calls failed for a cause outside its tests (an unhandled rejection).
 */
export function tallyOf(report: VitestReport | null, exitCode: number | null): Tally {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  let [passed, failed, skipped] = [0, 0, 0];
  for (const { status, assertionResults } of report.testResults) {
    const failedHere = assertionResults.filter((test) => test.status === "failed").length;
    passed += assertionResults.filter((test) => test.status === "passed").length;
    failed += failedHere === 0 && status === "failed" ? 1 : failedHere;
    skipped += assertionResults.filter((test) => test.status !== "passed" && test.status !== "failed").length;
  }
  if (failed === 0 && (exitCode !== 0 || !report.success)) failed = 1;
  return { passed, failed, skipped };
}

export function added(left: Tally, right: Tally): Tally {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
  };
}
