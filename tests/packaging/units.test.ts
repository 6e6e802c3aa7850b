import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NODE_WORDS } from "../../device/field/supervise.ts";
import { ROOT } from "../setup/vitest-run.ts";

const PACKAGED = join(ROOT, "device/packaging/root/usr");
const UNITS = join(PACKAGED, "lib/systemd/system");
const unit = (name: string): string => readFileSync(join(UNITS, `gaturum-${name}.service`), "utf8");
const valuesOf = (text: string, key: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, value = ""]) => value);
const launch = readFileSync(join(PACKAGED, "lib/gaturum/launch"), "utf8");

describe("the units", () => {
  it.each([
    ["control", "Type", "notify"],
    ["control", "WatchdogSec", "2"],
    ["control", "LimitRTPRIO", "50"],
    ["control", "LimitMEMLOCK", "infinity"],
    ["control", "Restart", "always"],
    ["control", "StartLimitIntervalSec", "0"],
    ["control", "PrivateNetwork", "yes"],
    ["control", "RestrictAddressFamilies", "AF_UNIX"],
    ["control", "DevicePolicy", "closed"],
    ["link", "Type", "notify"],
    ["link", "Restart", "always"],
    ["link", "StartLimitIntervalSec", "0"],
    ["link", "PrivateDevices", "yes"],
    ["link", "ProtectSystem", "strict"],
    ["link", "StateDirectory", "gaturum/link"],
  ])("%s has %s=%s", (name, key, value) => {
    expect(valuesOf(unit(name), key)).toEqual([value]);
  });

  it("control waits for no link, link has no device, and V8 may compile", () => {
    expect(unit("control")).not.toMatch(/^\w+=.*gaturum-link\.service/m);
    expect(valuesOf(unit("control"), "DeviceAllow")).toEqual([]);
    for (const name of readdirSync(UNITS)) expect(readFileSync(join(UNITS, name), "utf8")).not.toMatch(/^MemoryDeny/m);
  });

  it("what counts control's starts runs before control alone: a restart of link is none", () => {
    const counted = "gaturum-before-start.service";
    expect([valuesOf(unit("control"), "Wants"), valuesOf(unit("control"), "After")]).toEqual([[counted], [counted]]);
    expect(unit("link")).not.toMatch(/^(?:Wants|Requires|BindsTo|Upholds)=.*gaturum-before-start/m);
    expect(unit("before-start")).not.toMatch(/^RemainAfterExit=/m);
  });

  it("control starts where a kernel or a container refuses SCHED_FIFO: launch asks for it, and may", () => {
    expect(unit("control")).not.toMatch(/^(?:CPUScheduling|RestrictRealtime)/m);
    expect(valuesOf(unit("control"), "SystemCallFilter")).toContain("sched_setscheduler sched_setattr");
  });

  it("control may ask the kernel for its clock", () => {
    expect(valuesOf(unit("control"), "SystemCallFilter").at(-1)).toBe("adjtimex clock_adjtime");
    expect(valuesOf(unit("control"), "ProtectClock")).toEqual([]);
    expect(valuesOf(unit("control"), "CapabilityBoundingSet")).toEqual([""]);
  });

  it("each starts a program that launch knows and the package compiles, with the words of gaturum run", () => {
    const compiled = readFileSync(join(ROOT, "device/packaging/tsconfig.json"), "utf8");
    const started = ["control", "link", "before-start", "first-boot", "update"].flatMap((name) =>
      valuesOf(unit(name), "ExecStart"),
    );
    expect(started).toHaveLength(6);
    for (const start of started) {
      const [, program] = /^-?\/usr\/lib\/gaturum\/launch (\S+)/.exec(start) ?? [];
      const script = new RegExp(`"${program} "\\*\\) script=(\\S+)\\.js`).exec(launch)?.[1] ?? "none";
      expect(compiled).toContain(`"${script.replace("device/", "../")}.ts"`);
    }
    expect(launch).toContain(`set -- "$home/node" ${NODE_WORDS.join(" ")} "$home/app/$script" "$@"`);
  });

  it("programs may be run, and say what is wrong with a word", () => {
    for (const path of ["bin/gaturum", "lib/gaturum/launch"])
      expect(statSync(join(PACKAGED, path)).mode & 0o111).toBe(0o111);
    const { status, stderr } = spawnSync("sh", [join(PACKAGED, "lib/gaturum/launch"), "lamp"], { encoding: "utf8" });
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('"lamp" is no program of gaturum. Say control, link'),
    ]);
  });
});

const analyzed = spawnSync("systemd-analyze", ["--version"], { encoding: "utf8" });
describe.runIf(analyzed.status === 0)("systemd-analyze security --offline=true", () => {
  // What the config adds: the worst that one can name.
  it.each([
    ["link", 2.0],
    ["control", 2.5],
    ["before-start", 2.5],
    ["update", 2.5],
    ["first-boot", 2.5],
  ])("%s is exposed by at most %s", (name, most) => {
    const words = ["security", "--offline=true", "--no-pager", `gaturum-${name}.service`];
    const { stdout, stderr } = spawnSync("systemd-analyze", words, { cwd: UNITS, encoding: "utf8" });
    const [, level] = /Overall exposure level for \S+: (\d+\.\d)/.exec(stdout) ?? [];
    expect(Number(level), stderr).toBeLessThanOrEqual(most);
    expect(stderr).not.toMatch(/Unknown key|Failed to parse|ignoring/i);
  });
});
