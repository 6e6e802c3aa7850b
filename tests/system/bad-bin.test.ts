import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realTime } from "../../device/link/real-time.ts";
import { epochMs } from "../../device/measure/time.ts";
import { serveWorld, type ServedWorld } from "../../hal-mocks/remote/serve.ts";
import { streetScene } from "../../hal-mocks/scene.ts";
import { World } from "../../hal-mocks/world.ts";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { DeviceRun } from "./device-run.ts";

const EXAMPLE = readFileSync(join(ROOT, "config/litter-bin.yaml"), "utf8").replace(/^ {2}broker: .*$/m, "");
const STARTS_AT = epochMs(Date.parse("2026-12-21T01:10:00Z"));

/** What `gaturum run --mock` says of a config, and how it ends. */
function refusal(config: string) {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-config-"));
  try {
    writeFileSync(join(folder, "bad.yaml"), config);
    const words = [join(ROOT, "device/gaturum.js"), "run", "--config", "bad.yaml", "--mock"];
    const env = { ...process.env, GATURUM_RUN_DIR: folder, GATURUM_STATE_DIR: folder };
    const { status, stderr } = spawnSync(process.execPath, words, {
      cwd: folder,
      env,
      encoding: "utf8",
      timeout: 10_000,
    });
    return { status, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("references of the fill level that cannot be", () => {
  it.each([
    [
      "swapped",
      EXAMPLE.replace("height: 1.2 m", "height: 300 mm").replace("fullAt: 300 mm", "fullAt: 1.2 m"),
      /^bad\.yaml:\d+:\d+ bin\.height: height \(300 mm\) is less than fullAt \(1\.2 m\): they are swapped.*height: 1\.2 m and fullAt: 300 mm\?$/m,
    ],
    [
      "249 mm apart",
      EXAMPLE.replace("fullAt: 300 mm", "fullAt: 951 mm"),
      /^bad\.yaml:\d+:\d+ bin\.fullAt: only 249 mm from height .* 250 mm .* Measure both down from the sensor again/m,
    ],
  ])("%s: refused with line, cause and cure", (_, config, told) => {
    const { status, stderr } = refusal(config);
    expect(stderr).toMatch(told);
    expect(status).toBe(1);
  });
});

describe("a bin whose contacts cannot be", () => {
  const names = ["bin-limits", "bin-key"] as const;
  const folder = mkdtempSync(join(tmpdir(), "gaturum-world-"));
  const runs: DeviceRun[] = [];
  let served: ServedWorld;

  beforeAll(async () => {
    const bins = names.map((name, index) => ({ name, atM: 30 * index }));
    const world = new World({ ...streetScene(0, 0), bins }, 7, STARTS_AT, realTime.now());
    world.bins.get("bin-limits")?.breakPress({ stuckBottom: "made" }, realTime.now());
    world.bins.get("bin-key")?.set("key", true, realTime.now());
    const socket = join(folder, "world.sock");
    served = await serveWorld(world, socket, realTime);
    for (const name of names) runs.push(new DeviceRun(EXAMPLE.replace("bin-0815", name), name, [`--mock=${socket}`]));
    await Promise.all(runs.map((run) => run.ready()));
  }, 30_000);
  afterAll(async () => {
    await Promise.all(runs.map((run) => run.close()));
    await served.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As a technician types it. The world is in this process, so nothing here may wait in place. */
  const why = async (index: 0 | 1): Promise<string> => {
    const words = [join(ROOT, "device/gaturum.js"), "why", "--device", names[index]];
    const { stdout } = await promisify(execFile)(process.execPath, words, { env: runs[index]?.env });
    return stdout;
  };

  it("both limits made: latched, with the place and the cure", async () => {
    let told = "";
    await until("the latch", async () => (told = await why(0)).includes("now       LOCKOUT"));
    expect(told).toMatch(/stopped in SELF_TEST: the limit switches contradict each other at rest/);
    expect(told).toMatch(/^latched {3}the limit switches contradict each other at rest \(limits\)$/m);
    expect(told).toMatch(
      /^to do {5}Look at TOP above the plate and BOTTOM at the foot of the ram.*gaturum reset-latch/m,
    );
  });

  it("a key switch that is stuck at SERVICE: nothing starts, and the place and the cure are told", async () => {
    let told = "";
    await until("the service", async () => (told = await why(1)).includes("now       SERVICE"));
    expect(told).toMatch(/^waits for the key at AUTO.* If it stands there, its switch is stuck: replace it$/m);
  });
});
