import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * One at a time: the unit and a person at the post would unpack over each other. A lock whose process is gone is nobody's,
 * and a number alone is no process: after a power cut another one has it. false: another has the lock.
 */
export function lockFolder(folder: string, pid: number): boolean {
  const file = join(folder, "lock");
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      writeFileSync(file, lifeOf(pid) ?? "", { flag: "wx", mode: 0o600 });
      return true;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    }
    const holder = readFileSync(file, "utf8");
    if (/^\d+ /.test(holder) && holder === lifeOf(Number.parseInt(holder, 10))) return false;
    rmSync(file, { force: true });
  }
  return false;
}

export function unlockFolder(folder: string): void {
  rmSync(join(folder, "lock"), { force: true });
}

/** Its number, the boot it lives in, and when in that boot it began; null: it does not live. */
function lifeOf(pid: number): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    // Field 22 of proc(5); the second is a name in brackets, which may hold anything.
    const [began] = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ")
      .slice(19);
    return began === undefined ? null : `${pid} ${boot} ${began}`;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}
