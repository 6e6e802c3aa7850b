import { defineConfig } from "vitest/config";

/** Runs inside the VM, where the pins are simulated. */
export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["tests/hil/*.hil.ts"],
    pool: "forks",
    isolate: false,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
