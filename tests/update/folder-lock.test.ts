import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockFolder } from "../../device/update/folder-lock.ts";

const LOCK = JSON.stringify(new URL("../../device/update/folder-lock.ts", import.meta.url).href);

let folder: string;
const others: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gaturum-lock-"));
});
afterEach(() => {
  for (const other of others.splice(0)) other.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

/** A process of its own that says whether it was let in, and then stays. */
function another(): ChildProcess {
  const script = `import { lockFolder } from ${LOCK};
    process.stdout.write(lockFolder(${JSON.stringify(folder)}) === null ? "out" : "in");
    setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  others.push(child);
  return child;
}

async function saidBy(child: ChildProcess): Promise<string> {
  const [said] = (await once(child.stdout ?? child, "data")) as [Buffer];
  return said.toString();
}

describe("the lock of the folder of updates", () => {
  it("lets one in at a time", async () => {
    const unlock = lockFolder(folder);
    expect(unlock).not.toBeNull();
    expect(lockFolder(folder)).toBeNull();
    expect(await saidBy(another())).toBe("out");
    unlock?.();
    expect(await saidBy(another())).toBe("in");
    expect(lockFolder(folder)).toBeNull();
  });

  it("of a process that was killed is nobody's", async () => {
    const killed = another();
    expect(await saidBy(killed)).toBe("in");
    const ended = once(killed, "exit");
    killed.kill("SIGKILL");
    await ended;
    expect(lockFolder(folder)).not.toBeNull();
  });

  it("lets one in of many that come at once", async () => {
    const came = await Promise.all(Array.from({ length: 4 }, () => saidBy(another())));
    expect(came.filter((said) => said === "in")).toHaveLength(1);
  });

  it("can be held by nobody but its owner, and keeps nothing", () => {
    lockFolder(folder)?.();
    const file = join(folder, "lock.db");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file)).toHaveLength(0);
  });
});
