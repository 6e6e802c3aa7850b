import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["tests/**/*.test.ts"],
    pool: "forks",
    testTimeout: 20_000,
    // Only a rig that names its hardware may let a test touch pins.
    env: process.env["HAL_TARGET"] === undefined ? { GATURUM_NO_PINS: "yes" } : {},
  },
});
