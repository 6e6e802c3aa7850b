import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** SQLite's own number for a lock that another one has. */
const SQLITE_BUSY = 5;

/**
 * One at a time: the unit and a person at the post would unpack over each other. The lock is the kernel's, through an SQLite
 * that stays empty: with the process that has it, it is gone. What it gives lets go of it; null: another has it.
 */
export function lockFolder(folder: string): (() => void) | null {
  const file = join(folder, "lock.db");
  // Root's alone: whoever may read it may hold it, link too. Opened by us once only: to close it lets go of the lock.
  if (!existsSync(file)) closeSync(openSync(file, "a", 0o600));
  const lock = new DatabaseSync(file);
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return () => lock.close();
  } catch (cause) {
    lock.close();
    if ((cause as { readonly errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw cause;
  }
}
