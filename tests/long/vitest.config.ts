import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["tests/long/*.long.ts"],
    pool: "forks",
    testTimeout: 30 * 60_000,
    // Of histories that mostly wait: for a network that is away, and for links that may not hurry.
    maxConcurrency: 6 * availableParallelism(),
    env: { GATURUM_NO_PINS: "yes" },
  },
});
