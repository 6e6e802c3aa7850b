import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { NotPermitted } from "../access.ts";

/** How long others may sign with the same key, a whole patrol before one's turn comes. Our choice. */
const BUSY_MS = 10_000;
/** SQLite's own number for a lock that another one has. */
const SQLITE_BUSY = 5;

/**
 * The next number of a key, never the same twice, not even in two processes: the time in ms, or one more than the last where
 * the clock stands behind it. Beside the key, on disk before anything is signed with it.
 */
export function nextCounter(keyFile: string, nowMs: number): number {
  const file = `${keyFile}.counter`;
  try {
    return alone(`${file}.lock`, () => {
      const counter = Math.max(lastIn(file) + 1, Math.floor(nowMs));
      writeWhole(file, `${counter}\n`);
      return counter;
    });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    const why = `${file}: the number of the next command cannot be kept (${code}), and without it nothing is signed.`;
    if (!["EACCES", "EPERM", "EROFS"].includes(code))
      throw new Error(`${why} Make room on its disk, or mend it.`, { cause });
    throw new NotPermitted(`${why} Sign as who owns the key, or have its folder made writable for you.`, { cause });
  }
}

/** The lock is the kernel's, through an SQLite that stays empty: of a process that dies it is gone with it. */
function alone<T>(file: string, act: () => T): T {
  // SQLite would not say why it may not.
  closeSync(openSync(file, "a", 0o600));
  const lock = new DatabaseSync(file, { timeout: BUSY_MS });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return act();
  } catch (cause) {
    if ((cause as { errcode?: number }).errcode !== SQLITE_BUSY) throw cause;
    throw new Error(`${file}: others sign with this key, and no turn came in ${BUSY_MS / 1_000} s. Does one hang?`, {
      cause,
    });
  } finally {
    lock.close();
  }
}

function writeWhole(file: string, text: string): void {
  const handle = openSync(`${file}.new`, "w", 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${file}.new`, file);
}

function lastIn(file: string): number {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw cause;
  }
  const last = Number(text.trim());
  if (Number.isSafeInteger(last) && last > 0) return last;
  throw new Error(`${file}: not a number. Write the last counter of this key into it, or delete it if there was none.`);
}
