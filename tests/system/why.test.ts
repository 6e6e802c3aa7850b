import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../setup/vitest-run.ts";
import { DeviceRun } from "./device-run.ts";

const CONFIG = readFileSync(join(ROOT, "config/lamp-post.yaml"), "utf8").replace(/^ +broker:.*$/m, "");
const DEVICE = "post-4711-0382";

it("a running post says why, hands over its record, and a fresh process replays it", async () => {
  const run = new DeviceRun(CONFIG, DEVICE, ["--mock"]);
  const ask = (...words: readonly string[]) =>
    spawnSync(process.execPath, ["device/gaturum.js", ...words], { cwd: ROOT, encoding: "utf8", env: run.env });
  try {
    await expect.poll(() => ask("why", "--device", DEVICE).status, { timeout: 15_000, interval: 300 }).toBe(0);
    await expect.poll(() => ask("why", "--device", DEVICE).stdout, { timeout: 15_000 }).toContain("lamp  ");
    const record = join(run.folder, "night.jsonl");
    const told = ask("why", "--device", DEVICE, "--last", "5", "--json", "--record", record);
    const [first] = told.stdout.split("\n");
    expect(JSON.parse(first ?? "")).toMatchObject({
      subject: "lamp",
      because: { night: expect.any(String) as string },
    });
    expect(statSync(join(run.folder, "control.sock")).mode & 0o777).toBe(0o660);
    const replayed = ask("replay", record);
    expect([replayed.status, replayed.stdout]).toEqual([0, expect.stringContaining("identical") as string]);
  } finally {
    const { code, tookMs } = await run.end();
    const gone = ask("why", "--device", DEVICE);
    await run.close();
    expect([code, tookMs < 2_000]).toEqual([0, true]);
    expect(gone.status).toBe(1);
    expect(gone.stderr).toMatch(/gaturum run/);
  }
});
