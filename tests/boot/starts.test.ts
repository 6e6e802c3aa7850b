import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DeviceConfig } from "../../config/device-config.ts";
import { loadConfig } from "../../config/load.ts";
import { lampPostConfig } from "../hil/lamp-post-config.ts";
import { chooseConfig } from "../../device/boot/starts.ts";

const ROOT = join(import.meta.dirname, "../..");
let folder: string;
let config: DeviceConfig;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "gaturum-starts-"));
  for (const name of ["state/control", "run", "start", "ladder"]) mkdirSync(join(folder, name), { recursive: true });
  copyFileSync(join(ROOT, "config/lamp-post.yaml"), join(folder, "device.yaml"));
  const loaded = await loadConfig(join(folder, "device.yaml"));
  if (!loaded.ok) throw new Error("the example is broken");
  config = loaded.config;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const json = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Record<string, unknown>;
const places = () => ({
  ladderFolder: join(folder, "ladder"),
  runMark: join(folder, "state/control/control-run.json"),
  startFolder: join(folder, "start"),
});
const BROKEN = { ok: false, why: "device.yaml:3:1 no such key" } as const;

/** One start with a config, and how it ended, as control leaves it. */
function start(own: DeviceConfig | typeof BROKEN, left: { ended?: boolean; well?: boolean } | null) {
  const given = "ok" in own ? own : ({ ok: true, config: own } as const);
  const chosen = chooseConfig(places(), { program: "0.1.0", boot: "one", byReset: false, own: given });
  const mark = { boot: "one", ended: false, well: false, ...left, start: chosen.ladder.start };
  if (left !== null) writeFileSync(join(folder, "state/control/control-run.json"), JSON.stringify(mark));
  return chosen.ladder.profile;
}

describe("the step before control", () => {
  it("keeps the config that was well, and comes back to it when the device's own cannot be read", () => {
    start(config, { well: true });
    expect(start(BROKEN, { ended: true })).toBe("last-good");
    expect(json("start/config.json")["hash"]).toBe(config.hash);
    expect(json("start/start.json")).toEqual({ start: 2, profile: "last-good", why: BROKEN.why });
  });

  it("comes to the safe profile when control never begins, and has not even left its mark", () => {
    for (let times = 0; times < 3; times += 1) expect(start(config, null)).toBe("device");
    expect(start(config, null)).toBe("safe");
    const { lamp, parts } = json("start/config.json") as unknown as { lamp: object; parts: readonly unknown[] };
    expect([lamp, parts.length]).toEqual([expect.objectContaining({ safePct: 100, basePct: 100 }), 1]);
  });

  it("makes the safe profile of a config that was readable once, and never proved itself", () => {
    start(config, null);
    expect(start(BROKEN, null)).toBe("safe");
    expect(json("start/config.json")).toMatchObject({ device: config.device, lamp: { safePct: 100 } });
  });

  it("puts the config in force on a card that cannot be written to, and says so", () => {
    rmSync(join(folder, "ladder"), { recursive: true });
    const started = chooseConfig(places(), {
      program: "0.1.0",
      boot: "one",
      byReset: false,
      own: { ok: true, config },
    });
    expect(started.unkept).toMatch(/ENOENT/);
    expect(json("start/config.json")["hash"]).toBe(config.hash);
  });

  it.each(["ladder.json", "config-good.json", "config-tried.json"])(
    "puts the config in force where the card does not give back %s, and says so",
    (name) => {
      start(config, { well: true });
      start(config, { ended: true });
      rmSync(join(folder, "ladder", name), { force: true });
      mkdirSync(join(folder, "ladder", name));
      rmSync(join(folder, "start/config.json"));
      const own = { ok: true, config } as const;
      const started = chooseConfig(places(), { program: "0.1.0", boot: "one", byReset: false, own });
      expect(started.unkept).toContain(`${name}: EISDIR`);
      expect(json("start/config.json")["hash"]).toBe(config.hash);
    },
  );

  it("puts the config in force where the card does not give back how the last run went, and says so", () => {
    writeFileSync(join(folder, "file"), "");
    const at = { ...places(), runMark: join(folder, "file/control-run.json") };
    const started = chooseConfig(at, { program: "0.1.0", boot: "one", byReset: false, own: { ok: true, config } });
    expect(started.unkept).toMatch(/control-run\.json: ENOTDIR/);
    expect(json("start/config.json")["hash"]).toBe(config.hash);
  });

  it("does not come back to what another program has resolved", () => {
    start(config, { well: true });
    start(config, { ended: true });
    const own = { ok: false, why: "no such key" } as const;
    const started = chooseConfig(places(), { program: "0.2.0", boot: "one", byReset: false, own });
    expect(started).toMatchObject({ config: null, ladder: { profile: "none" } });
  });

  it("takes what is rotten for nothing", () => {
    for (const name of ["ladder/ladder.json", "state/control/control-run.json", "ladder/config-good.json"])
      writeFileSync(join(folder, name), '{"v":1,"start":"x"');
    expect(start(config, null)).toBe("device");
    expect(json("start/start.json")).toEqual({ start: 1, profile: "device", why: null });
  });

  it("is a process that says what it took, and what to do", () => {
    const words = ["device/boot/check-config.ts", "--config", join(folder, "device.yaml")];
    const run = () => {
      const folders = ["state", "run", "start", "ladder"].flatMap((name) => [`--${name}-dir`, join(folder, name)]);
      const all = [...words, ...folders];
      return spawnSync(process.execPath, all, { cwd: ROOT, encoding: "utf8" });
    };
    writeFileSync(join(folder, "device.yaml"), "kind: lamp-post\nnonsense: 1\n");
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toMatch(/device\.yaml:2:1: there is no key "nonsense"[^]*none before it was ever used here\. Mend /);
    copyFileSync(join(ROOT, "config/lamp-post.yaml"), join(folder, "device.yaml"));
    expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining("a mock has no hardware") as string });
    writeFileSync(join(folder, "device.yaml"), lampPostConfig("auto"));
    expect(run()).toMatchObject({ status: 0 });
    expect(json("start/start.json")).toMatchObject({ profile: "device" });
  });
});
