import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ToldWhy } from "../../device/control/control-options.ts";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { DeviceRun } from "./device-run.ts";

/** Its first look at the clock was 20 s ago: twice as long as a bin waits for its memory. */
const SLOW = `
  const now = process.hrtime.bigint;
  process.hrtime.bigint = () => { process.hrtime.bigint = now; return now() - 20_000_000_000n; };`;

describe("a bin whose parts took 20 s to open", () => {
  let run: DeviceRun;
  beforeAll(() => {
    const config = readFileSync(join(ROOT, "config/litter-bin.yaml"), "utf8").replace(/^ {2}broker: .*$/m, "");
    const preload = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(SLOW)}` };
    run = new DeviceRun(config, "bin-0815", ["--mock"], preload);
  });
  afterAll(() => run.close());

  it("still waits for its memory, and is not locked out", async () => {
    await run.ready();
    let told: readonly ToldWhy[] = [];
    await until("its first decision", async () =>
      (told = await run.decisions()).some(({ subject }) => subject === "bin"),
    );
    expect(told.find(({ subject }) => subject === "bin")?.text).toBe("read what was to be remembered");
  });
});
