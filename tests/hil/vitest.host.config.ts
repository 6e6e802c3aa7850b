import { defineConfig } from "vitest/config";
import { longFirst } from "../setup/long-first.ts";

/** Runs on the machine itself, on rigs of its own: VMs that a suite boots and cuts, boards that it simulates. */
export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["tests/hil/**/*.host.ts"],
    pool: "forks",
    testTimeout: 300_000,
    hookTimeout: 300_000,
    sequence: { sequencer: longFirst(/\/watchdog\.host\.ts$/) },
    env: { GATURUM_NO_PINS: "yes" },
  },
});
