import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { until } from "../link/link-process.ts";
import { DeviceRun } from "./device-run.ts";

/** Whoever waits sees the samples come; Ctrl-C ends the waiting, and the bin goes on. */
async function waitsUntilInterrupted(run: DeviceRun): Promise<void> {
  const words = ["device/gaturum.js", "calibrate", "bin", "--wait", "--json", "--device", DEVICE];
  const child = spawn(process.execPath, words, { cwd: ROOT, env: run.env });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (piece: string) => (said.out += piece));
  child.stderr.setEncoding("utf8").on("data", (piece: string) => (said.err += piece));
  const ended = once(child, "close");
  await until("its progress", () => said.out.includes('"unit":"samples"'));
  child.kill("SIGINT");
  expect(await ended).toEqual([1, null]);
  expect(said.err).toMatch(/^Interrupted\. The bin goes on measuring/);
  const { standing } = (await run.status()) as unknown as { standing: { calibration: { samples: number } } };
  expect(standing.calibration.samples).toBeGreaterThanOrEqual(0);
}

const ROOT = new URL("../..", import.meta.url).pathname;
const DEVICE = "bin-0815";
const EXAMPLE = readFileSync(new URL("../../config/litter-bin.yaml", import.meta.url), "utf8");
const CONFIG = EXAMPLE.replace(/^city:\n(?: .*\n)+/m, "");

it("at a running bin: inhibit and its end; reset-latch is refused where nothing may be armed; calibrate begins, once, and is waited for", async () => {
  const run = new DeviceRun(CONFIG, DEVICE, ["--mock"]);
  const gaturum = (...words: readonly string[]) => {
    const all = ["device/gaturum.js", ...words, "--device", DEVICE];
    return spawnSync(process.execPath, all, { cwd: ROOT, encoding: "utf8", env: run.env });
  };
  try {
    await run.ready();
    expect(gaturum("inhibit", "--for", "2 h")).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/no stroke begins for 7200 s/) as string,
    });
    const lifted = gaturum("inhibit", "--for", "0s", "--json");
    expect(JSON.parse(lifted.stdout)).toMatchObject({ code: 200, result: "the inhibit is lifted" });
    const refused = gaturum("reset-latch", "--who", "A. Lind", "--why", "relay replaced");
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/^refused: not now: the bin is in [A-Z_]+\. Turn the key to SERVICE first/);
    expect(gaturum("reset-latch", "--why", "relay replaced").status).toBe(2);
    expect(gaturum("inhibit", "--for", "25h").status).toBe(2);
    expect(gaturum("calibrate", "lamp").status).toBe(2);
    const begun = /^begun: it measures for two and a half minutes: leave the bin empty and the door closed/;
    // A few echoes must have come before the fill level is known.
    let calibrated = { status: null as number | null, stdout: "" };
    const begins = (): boolean => (calibrated = gaturum("calibrate", "bin")).status === 0;
    await until("the fill level to be known", begins);
    expect(calibrated.stdout).toMatch(begun);
    const again = gaturum("calibrate", "bin", "--json");
    expect(again.status).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({ code: 409, result: "not now: it is measuring already" });
    await waitsUntilInterrupted(run);
  } finally {
    await run.close();
  }
});
