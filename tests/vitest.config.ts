import { defineConfig } from "vitest/config";
import { longFirst } from "./setup/long-first.ts";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["tests/**/*.test.ts"],
    pool: "forks",
    // A file leaves nothing behind for the next one in its process: a third of all time went into starting processes.
    isolate: false,
    testTimeout: 20_000,
    sequence: { sequencer: longFirst(/\/tests\/simulation\//) },
    // Only a rig that names its hardware may let a test touch pins.
    env: process.env["HAL_TARGET"] === undefined ? { GATURUM_NO_PINS: "yes" } : {},
  },
});
