import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** `lock-PID-BOOT-BEGAN`: a process by a name that no other one ever has. After a power cut another has its number. */
const LOCK = /^lock-(\d+)-/;

/**
 * One at a time: the unit and a person at the post would unpack over each other. Each puts a file of its own name there first,
 * and only then looks for others: of two that come at once, at least one sees the other. Both may, and then neither is let
 * in. A file whose process is gone is nobody's, and its name comes never again: whoever sees it may take it away. false:
 * another has the lock.
 */
export function lockFolder(folder: string, pid: number): boolean {
  const own = lockOf(pid);
  if (own === null) throw new Error(`${folder}: there is no process ${pid} to lock it`);
  const others = locksIn(folder);
  if (others.includes(own)) return false;
  writeFileSync(join(folder, own), "", { flag: "wx", mode: 0o600 });
  const isFree = locksIn(folder).every((name) => name === own || isGone(folder, name));
  if (!isFree) unlockFolder(folder, pid);
  return isFree;
}

export function unlockFolder(folder: string, pid: number): void {
  const own = lockOf(pid);
  if (own !== null) rmSync(join(folder, own), { force: true });
}

const locksIn = (folder: string): readonly string[] => readdirSync(folder).filter((name) => LOCK.test(name));

function isGone(folder: string, name: string): boolean {
  const isAlive = lockOf(Number(LOCK.exec(name)?.[1])) === name;
  if (!isAlive) rmSync(join(folder, name), { force: true });
  return !isAlive;
}

/** The name of a process's lock: its number, the boot it lives in, and when in that boot it began; null: it does not live. */
function lockOf(pid: number): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    // Field 22 of proc(5); the second is a name in brackets, which may hold anything.
    const [began] = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ")
      .slice(19);
    return began === undefined ? null : `lock-${pid}-${boot}-${began}`;
  } catch (cause) {
    if (["ENOENT", "ESRCH"].includes(String((cause as NodeJS.ErrnoException).code))) return null;
    throw cause;
  }
}
