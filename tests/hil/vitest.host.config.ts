import { defineConfig } from "vitest/config";

/** Runs on the machine itself, on rigs of its own: VMs that a suite boots and cuts, boards that it simulates. */
export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["tests/hil/**/*.host.ts"],
    pool: "forks",
    testTimeout: 300_000,
    hookTimeout: 300_000,
    env: { GATURUM_NO_PINS: "yes" },
  },
});
