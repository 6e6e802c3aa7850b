import { fork, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { until } from "../link/link-process.ts";
import { needs } from "../setup/programs.ts";
import { ROOT } from "../setup/vitest-run.ts";

const WATCHDOG_MS = 300;

/** Each process as systemd starts it, and a socket in the place of systemd's. */
needs("socat")("what systemd hears", () => {
  let folder: string;
  let heard: string[];
  let systemd: ChildProcess;
  let child: ChildProcess;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "gaturum-systemd-"));
    heard = [];
    const socket = join(folder, "notify");
    systemd = spawn("socat", ["-u", `UNIX-RECV:${socket}`, "STDOUT"], { stdio: ["ignore", "pipe", "inherit"] });
    systemd.stdout?.setEncoding("utf8").on("data", (text: string) => heard.push(...(text.match(/\w+=1/g) ?? [])));
    await until("a socket", () => existsSync(socket));
  });
  afterEach(async () => {
    for (const process of [child, systemd]) {
      if (process.exitCode === null && process.signalCode === null && process.kill("SIGKILL"))
        await once(process, "exit");
    }
    rmSync(folder, { recursive: true });
  });

  const start = async (name: string, words: readonly string[]) => {
    const loaded = await loadConfig(join(ROOT, "config/lamp-post.yaml"));
    if (!loaded.ok) throw new Error("config/lamp-post.yaml is no config");
    writeFileSync(join(folder, "config.json"), JSON.stringify(loaded.config));
    const given = ["--config-json", join(folder, "config.json"), "--run-dir", folder, "--state-dir", folder, ...words];
    const env = { ...process.env, NOTIFY_SOCKET: join(folder, "notify"), WATCHDOG_USEC: String(WATCHDOG_MS * 1_000) };
    child = fork(join(ROOT, `device/${name}.ts`), given, { env, stdio: ["ignore", "ignore", "pipe", "ipc"] });
  };
  const lives = () => heard.filter((message) => message === "WATCHDOG=1").length;
  const livesOnFor = (signs: number) => {
    const enough = lives() + signs;
    return until(`${signs} signs of life`, () => lives() >= enough);
  };

  it.each([
    ["run-control", ["--mock="]],
    ["run-link", []],
  ])("of %s: that it is ready, that it lives while it does, and that it stops", async (name, words) => {
    await start(name, words);
    await livesOnFor(3);
    expect(heard.slice(0, 2)).toEqual(["READY=1", "WATCHDOG=1"]);
    child.kill("SIGSTOP");
    await pause(WATCHDOG_MS / 2);
    const before = lives();
    await pause(WATCHDOG_MS * 2);
    expect(lives()).toBe(before);
    child.kill("SIGCONT");
    await livesOnFor(2);
    child.kill("SIGTERM");
    await once(child, "exit");
    await until("the last word", () => heard.at(-1) === "STOPPING=1");
    expect(heard.filter((message) => message !== "WATCHDOG=1")).toEqual(["READY=1", "STOPPING=1"]);
  });

  it("of how control ended is kept for its next start", async () => {
    const told = async (end: NodeJS.Signals) => {
      await start("run-control", ["--mock="]);
      let said = "";
      child.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
      await livesOnFor(1);
      await until("its mark", () => existsSync(join(folder, "control-run.json")));
      child.kill(end);
      await once(child, "exit");
      return /started \(([a-z-]+)\)/.exec(said)?.[1];
    };
    expect([await told("SIGKILL"), await told("SIGTERM"), await told("SIGTERM")]).toEqual([
      "unknown",
      "crashed",
      "ordered",
    ]);
    expect(readFileSync(join(folder, "control-run.json"), "utf8")).toContain('"ended":true');
  });
});
