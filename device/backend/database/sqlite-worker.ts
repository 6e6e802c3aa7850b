import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import type { SqlValue } from "./sql.ts";

export type Asked = { readonly id: number; readonly text: string; readonly values: readonly SqlValue[] };
export type Answered =
  | { readonly id: number; readonly rows: readonly Record<string, SqlValue>[] }
  | { readonly id: number; readonly problem: string };

/** How long a second process with the same file may keep it. Our choice. */
const BUSY_MS = 5_000;

const port = parentPort;
if (port === null) throw new Error("sqlite-worker runs in a worker");
const database = opened(workerData as string);
// FULL: what is committed has reached the disk, and only then a receipt is given.
database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
const path = database.location();
const number = numberOf(path);

port.on("message", ({ id, text, values }: Asked) => {
  port.postMessage(answer(id, text, values));
});

function opened(file: string): DatabaseSync {
  const found = openedAt(file);
  // Of no name, or of one with a meaning of its own: devices would let go what ends with this process.
  if (found.location() === null) throw new Error("SQLite keeps nothing under that name. Name a file.");
  return found;
}

function openedAt(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: BUSY_MS });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${why}. Is its folder there, and may we write in it?`, { cause });
  }
}

function answer(id: number, text: string, values: readonly SqlValue[]): Answered {
  try {
    if (text.startsWith("BEGIN") && numberOf(path) !== number)
      throw new Error("its file was moved or deleted. Put it back, or end receive and begin it anew");
    const rows = database.prepare(text).all(...values) as Record<string, SqlValue>[];
    return { id, rows: rows.map((row) => ({ ...row })) };
  } catch (cause) {
    return { id, problem: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** Of the file that has this name now. SQLite writes on into one that was deleted, and says that it is stored. */
function numberOf(name: string | null): number | undefined {
  return name === null ? undefined : statSync(name, { throwIfNoEntry: false })?.ino;
}
