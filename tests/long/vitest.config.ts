import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["tests/long/*.long.ts"],
    pool: "forks",
    testTimeout: 30 * 60_000,
    env: { GATURUM_NO_PINS: "yes" },
  },
});
