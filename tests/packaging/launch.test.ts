import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "../setup/vitest-run.ts";

/** Debian's number of nobody, who may take no real-time scheduling by himself. */
const NOBODY = "65534";
const asNobody = ["setpriv", `--reuid=${NOBODY}`, "--clear-groups"];
const canBeNobody = process.getuid?.() === 0 && run([...asNobody, "true"]).status === 0;
/** Some containers and kernels refuse it to root too; there only the refusal can be tried. */
const isPermitted = run(["chrt", "--fifo", "50", "true"]).status === 0;

describe.skipIf(!canBeNobody)("launch", () => {
  const home = mkdtempSync(join(tmpdir(), "gaturum-launch-"));
  const launch = join(home, "launch");

  beforeAll(() => {
    // In place of Node: who tells its own scheduling, that of a child, and its words.
    const told = 'chrt -p $$ | sed "s/^pid [0-9]*/own/"; sh -c \'chrt -p $$ | sed "s/^pid [0-9]*/child/"\'';
    write("node", `#!/bin/sh\n${told}\necho "$@"\n`);
    for (const script of ["run-control.js", "run-link.js"]) write(`app/device/${script}`, "");
    const text = readFileSync(join(ROOT, "device/packaging/root/usr/lib/gaturum/launch"), "utf8");
    write("launch", text.replace("home=/usr/lib/gaturum", `home=${home}`));
    chmodSync(home, 0o755);
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    mkdirSync(join(home, path, ".."), { recursive: true });
    writeFileSync(join(home, path), text);
    chmodSync(join(home, path), 0o755);
  }

  it.skipIf(!isPermitted)("starts control before all that is ordinary, and its children not", () => {
    const { status, stdout, stderr } = run([launch, "control", "--config", "F"]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^own's current scheduling policy: SCHED_FIFO\|SCHED_RESET_ON_FORK$/m);
    expect(stdout).toMatch(/^own's current scheduling priority: 50$/m);
    expect(stdout).toMatch(/^child's current scheduling policy: SCHED_OTHER$/m);
    expect(stdout).toMatch(/run-control\.js --config F$/m);
  });

  it("starts control all the same where the kernel refuses that, and says so", () => {
    const { status, stdout, stderr } = run([...asNobody, launch, "control", "--config", "F"]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^timing: SCHED_FIFO is refused here, .*Operation not permitted.*cycles come late\.\n$/);
    expect(stdout).toMatch(/^own's current scheduling policy: SCHED_OTHER$/m);
    expect(stdout).toMatch(/run-control\.js --config F$/m);
  });

  it("asks for none of it for link", () => {
    const { stdout, stderr } = run([launch, "link", "--config", "F"]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^own's current scheduling policy: SCHED_OTHER$/m);
  });
});

function run([program = "", ...words]: readonly string[]) {
  return spawnSync(program, words, { encoding: "utf8", timeout: 20_000 });
}
