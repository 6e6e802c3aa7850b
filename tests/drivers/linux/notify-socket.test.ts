import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { notifyOver } from "../../../drivers/linux/notify-socket.ts";
import { until } from "../../link/link-process.ts";
import { needs } from "../../setup/programs.ts";

/** Long, so that a socket that nobody reads is full after a few. */
const LONG = "x".repeat(8_192);

needs("socat")("the socket of the service manager", () => {
  let folder: string;
  let listener: ChildProcess;
  let heard = "";
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "gaturum-notify-"))));
  afterEach(async () => {
    if (listener.exitCode === null && listener.kill("SIGKILL")) await once(listener, "exit");
    rmSync(folder, { recursive: true });
  });
  const listen = async (address: string, inUnixList: string) => {
    heard = "";
    listener = spawn("socat", ["-u", address, "STDOUT"], { stdio: ["ignore", "pipe", "inherit"] });
    listener.stdout?.setEncoding("utf8").on("data", (text: string) => (heard += text));
    await until("socat to listen", () => readFileSync("/proc/net/unix", "utf8").includes(inUnixList));
  };

  it("of the file system hears each message, and is found again after it was made anew", async () => {
    const path = join(folder, "notify");
    await listen(`UNIX-RECV:${path}`, path);
    const notify = notifyOver(path);
    expect([notify("READY=1"), notify("WATCHDOG=1")]).toEqual([null, null]);
    await until("both", () => heard === "READY=1WATCHDOG=1");
    listener.kill("SIGKILL");
    await once(listener, "exit");
    expect(notify("WATCHDOG=1")).toBe("ECONNREFUSED");
    rmSync(path);
    expect(notify("WATCHDOG=1")).toBe("ENOENT");
    await listen(`UNIX-RECV:${path}`, path);
    expect(notify("STOPPING=1")).toBeNull();
    await until("the last", () => heard === "STOPPING=1");
  });

  it("of the abstract namespace hears too", async () => {
    const name = `gaturum-test-${process.pid}`;
    await listen(`ABSTRACT-RECV:${name}`, `@${name}`);
    expect(notifyOver(`@${name}`)("READY=1")).toBeNull();
    await until("it", () => heard === "READY=1");
  });

  it("that nobody reads is not waited for", async () => {
    const path = join(folder, "notify");
    await listen(`UNIX-RECV:${path}`, path);
    listener.kill("SIGSTOP");
    const notify = notifyOver(path);
    const errors = Array.from({ length: 1_000 }, () => notify(LONG)).filter((error) => error !== null);
    expect(new Set(errors)).toEqual(new Set(["EWOULDBLOCK"]));
  });
});

it("a socket whose name is too long is named as such", () => {
  expect(notifyOver(`/${"n".repeat(107)}`)("READY=1")).toBe("ENAMETOOLONG");
});
