import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Minutes long, though their files are short: begun last, one of them would run on alone. */
const LONG = /\/tests\/simulation\//;

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => Number(LONG.test(b.moduleId)) - Number(LONG.test(a.moduleId)));
  }
}

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["tests/**/*.test.ts"],
    pool: "forks",
    // A file leaves nothing behind for the next one in its process: a third of all time went into starting processes.
    isolate: false,
    testTimeout: 20_000,
    sequence: { sequencer: LongFirst },
    // Only a rig that names its hardware may let a test touch pins.
    env: process.env["HAL_TARGET"] === undefined ? { GATURUM_NO_PINS: "yes" } : {},
  },
});
