import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../link/link-process.ts";
import { ROOT } from "../../setup/vitest-run.ts";
import { DeviceRun } from "../../system/device-run.ts";
import { COMPILED } from "./cache.ts";

const DEVICES = { "lamp-post": "post-4711-0382", "litter-bin": "bin-0815" };
const EMULATED_V8 = join(ROOT, "tests/hil/guest/emulated-v8.mjs");

/**
 * Compiles on the machine what a device needs to start: under emulation that took a quarter of each start. It holds for
 * the words that control and link are started with (`NODE_WORDS`), and for none at all; for others Node compiles anew.
 */
export async function compileHere(): Promise<void> {
  const env = { NODE_COMPILE_CACHE: COMPILED, NODE_OPTIONS: `--import=${EMULATED_V8}` };
  const started = Object.entries(DEVICES).map(async ([kind, device]) => {
    const run = new DeviceRun(readFileSync(join(ROOT, `config/${kind}.yaml`), "utf8"), device, ["--mock"], env);
    await run.ready();
    await until("its link", () => run.said.some((line) => line.includes(`link of ${device} started`)));
    await run.close();
  });
  await Promise.all(started);
}

/** Into a share, as /hil/compiled: where each Node in a VM looks first. */
export function giveCompiled(share: string): void {
  if (existsSync(COMPILED)) cpSync(COMPILED, join(share, "compiled"), { recursive: true });
}
