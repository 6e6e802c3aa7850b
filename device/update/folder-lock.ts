import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * One at a time: the unit and a person at the post would unpack over each other. A lock whose process is gone, as after a
 * power cut, is nobody's. false: another has it.
 */
export function lockFolder(folder: string, pid: number): boolean {
  const file = join(folder, "lock");
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      writeFileSync(file, String(pid), { flag: "wx", mode: 0o600 });
      return true;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    }
    if (isAlive(readFileSync(file, "utf8"))) return false;
    rmSync(file, { force: true });
  }
  return false;
}

export function unlockFolder(folder: string): void {
  rmSync(join(folder, "lock"), { force: true });
}

const isAlive = (pid: string): boolean => /^\d+$/.test(pid) && existsSync(`/proc/${pid}`);
