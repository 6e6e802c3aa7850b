import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { ROOT } from "./setup/vitest-run.ts";

/** Makes the process believe that it is another Node. */
const PRETEND =
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})';

function launch(words: readonly string[], { pretend = false, env = {} } = {}): ReturnType<typeof spawnSync> {
  const flags = pretend ? ["--import", PRETEND] : [];
  const all = [...flags, "device/gaturum.js", ...words];
  return spawnSync(process.execPath, all, { cwd: ROOT, encoding: "utf8", env: { ...process.env, ...env } });
}

it("starts the program on this Node, and ends as it ends", () => {
  expect(launch(["--version"])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
  });
  expect(launch(["no-such-verb"]).status).toBe(2);
});

it("starts again on the pinned Node where another one was found, and passes words and exit code on", () => {
  const { status, stdout } = launch(["--version"], { pretend: true });
  expect([status, stdout]).toEqual([0, launch(["--version"]).stdout]);
  expect(launch(["no-such-verb"], { pretend: true }).status).toBe(2);
});

it("refuses another Node with why and cure where that does not help", () => {
  const { status, stderr } = launch(["--version"], { pretend: true, env: { GATURUM_STARTED_AGAIN: "yes" } });
  expect(status).toBe(2);
  expect(stderr).toContain("runs on Node 24; this is 20.1.0");
  expect(stderr).toContain("npm ci");
});

it("does not outlive a launcher that was killed", async () => {
  const words = ["--import", PRETEND, "device/gaturum.js", "street", "--json", "--duration", "30s"];
  const launcher = spawn(process.execPath, words, { cwd: ROOT, stdio: ["ignore", "pipe", "ignore"] });
  await once(launcher.stdout, "data");
  const silence = once(launcher.stdout, "end");
  launcher.stdout.resume();
  launcher.kill("SIGKILL");
  await silence;
});

it("ends when npx was told to, whose shell dies without passing it on", async () => {
  const words = `"${process.execPath}" device/gaturum.js street --json --duration 30s; true`;
  const env = { ...process.env, npm_command: "exec" };
  const shell = spawn("sh", ["-c", words], { cwd: ROOT, stdio: ["ignore", "pipe", "ignore"], env });
  const [first] = (await once(shell.stdout, "data")) as [Buffer];
  expect(first.length).toBeGreaterThan(0);
  const silence = once(shell.stdout, "end");
  shell.stdout.resume();
  const killedAt = performance.now();
  shell.kill("SIGTERM");
  await silence;
  // It would have played on for half a minute.
  expect(performance.now() - killedAt).toBeLessThan(15_000);
});
