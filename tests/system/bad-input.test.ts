import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { needs } from "../setup/programs.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { until } from "../link/link-process.ts";
import { DeviceRun, isRunning } from "./device-run.ts";
import { freePort, startMosquitto } from "./mosquitto.ts";
import { configFor, DEVICE } from "./real-bin.ts";

const NO_PORT = "/dev/gaturum-no-such-port";
/** Control is started again after half a second; the rest is Node's own start on a busy machine. */
const BACK_S = 10;
const ENDS_MAX = 5;

const atEnd: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of atEnd.splice(0).reverse()) await end();
});

function start(config: string, device: string, ...args: readonly string[]): DeviceRun {
  const run = new DeviceRun(config, device, args);
  atEnd.push(() => run.close());
  return run;
}

const litterBin = async (): Promise<DeviceRun> => {
  const example = readFileSync(join(ROOT, "config/litter-bin.yaml"), "utf8");
  const config = example.replace(/mqtt:\/\/\S+/, `mqtt://127.0.0.1:${await freePort()}`);
  const run = start(config, "bin-0815", "--mock");
  await run.ready();
  return run;
};

/** What `gaturum run` says of a config, and its exit code. */
function refusal(config: string): { readonly code: number | null; readonly said: string } {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-config-"));
  try {
    writeFileSync(join(folder, "device.yaml"), config);
    const env = { ...process.env, GATURUM_RUN_DIR: folder, GATURUM_STATE_DIR: folder };
    const words = [join(ROOT, "device/gaturum.js"), "run", "--config", "device.yaml"];
    const { status, stderr } = spawnSync(process.execPath, words, {
      cwd: folder,
      env,
      encoding: "utf8",
      timeout: 10_000,
    });
    return { code: status, said: stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it.each([
  ["is no YAML", (config: string) => `${config}\n  : [`, /^device\.yaml:\d+:\d+/m],
  [
    "names an unknown part",
    (config: string) => config.replace("driver: a02yyuw", "driver: a02yyux"),
    /^device\.yaml:\d+:\d+ parts\.level-1\.driver: .*a02yyuw/m,
  ],
  [
    "has an unknown key",
    (config: string) => config.replace("height:", "heigth:"),
    /^device\.yaml:\d+:\d+ bin: .*heigth.*height/m,
  ],
  [
    "names no broker that could be",
    (config: string) => config.replace(/mqtt:\S+/, "mqtt://127.0.0.1:99999"),
    /^device\.yaml:\d+:\d+ city\.broker: .*1 to 65535/m,
  ],
])("a config that %s: place, cause and cure, and nothing is started", (_, spoil, told) => {
  const { code, said } = refusal(spoil(configFor(NO_PORT, "mqtt://127.0.0.1:1883")));
  expect(said).toMatch(told);
  expect(said).not.toContain("started");
  expect(code).toBe(1);
});

needs("mosquitto")("a device that can do little", () => {
  it("without its port, at a broker that refuses: says both with their cures, and runs on", async () => {
    const broker = await startMosquitto({ anonymous: false });
    atEnd.push(() => broker.stop());
    const run = start(configFor(NO_PORT, broker.url), DEVICE);
    await run.ready();
    await until("the port's cure", () => run.said.some((line) => line.includes(`there is no ${NO_PORT}: plug`)));
    const refused = () => run.said.filter((line) => line.includes("refused this device's login")).length;
    await until("two refusals", () => refused() >= 2);
    const first = await run.status();
    await pause(500);
    const second = await run.status();
    expect(second.readings["level"]).toMatchObject({ ok: false, fault: { cause: "no-port" } });
    expect(second.figures.cycles - first.figures.cycles).toBeGreaterThan(15);
    const { code, tookMs } = await run.end();
    expect([code, tookMs < 2_000]).toEqual([0, true]);
  });
});

it("kill -9 of control: started again after half a second, with its outputs safe; link is not touched", async () => {
  const run = await litterBin();
  const { control, link } = run.pids;
  const killedAt = performance.now();
  process.kill(control, "SIGKILL");
  await until("a new control", () => run.pids.control !== control, BACK_S);
  expect(performance.now() - killedAt).toBeGreaterThanOrEqual(450);
  const { outputs } = await run.ready();
  expect(outputs).toMatchObject({ ram: "off" });
  expect(run.pids.link).toBe(link);
  expect(isRunning(link)).toBe(true);
});

it("kill -9 of control, again and again: gives up, says so, and leaves nobody", async () => {
  const run = await litterBin();
  const { link } = run.pids;
  for (let ends = 0; ends <= ENDS_MAX; ends += 1) {
    const pid = run.pids.control;
    process.kill(pid, "SIGKILL");
    if (ends < ENDS_MAX) await until("a new control", () => run.pids.control !== pid, BACK_S);
  }
  await until("the end", () => run.child.exitCode !== null, BACK_S);
  expect(run.child.exitCode).toBe(1);
  expect(run.said.some((line) => line.includes("giving up"))).toBe(true);
  expect(isRunning(link)).toBe(false);
}, 60_000);

it.each(["SIGKILL", "SIGHUP"] as const)("%s of gaturum run: its children halt and end", async (signal) => {
  const run = await litterBin();
  const { control, link } = run.pids;
  run.child.kill(signal);
  await until("nobody to be left", () => !isRunning(control) && !isRunning(link), BACK_S);
  expect(run.said.some((line) => line.includes("outputs halted"))).toBe(true);
});

it("SIGKILL of gaturum run while its children start: they end all the same", async () => {
  const run = start(configFor(NO_PORT, `mqtt://127.0.0.1:${await freePort()}`), DEVICE);
  await until("its children", () => run.said.some((line) => line.startsWith('{"control"')));
  const { control, link } = run.pids;
  run.child.kill("SIGKILL");
  await until("nobody to be left", () => !isRunning(control) && !isRunning(link), BACK_S);
});
