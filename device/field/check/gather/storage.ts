import { randomUUID } from "node:crypto";
import { open, statfs, unlink, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { StorageFacts } from "../facts.ts";

/** A page of the card, as control's and link's own files write; often enough to meet a stall that is usual. Our choice. */
const WRITE_BYTES = 4_096;
const WRITES = 5;
/** A check ends within 10 s, whatever the card does. */
const WRITES_MS = 6_000;

/** Writes a page to the card and waits until it is there. */
export type WritePage = (file: FileHandle, bytes: Uint8Array) => Promise<void>;

/** How much room there is, and how long the slowest of some small writes takes. Nothing of it stays. */
export async function lookAtStorage(folder: string, writePage: WritePage = writeAndSync): Promise<StorageFacts> {
  const room = await statfs(folder).catch((cause: unknown) => codeOf(cause));
  if (typeof room === "string") return { folder, is: "failed", code: room, freeBytes: null };
  const freeBytes = room.bavail * room.bsize;
  const timer = new AbortController();
  const tooLong = pause(WRITES_MS, "TIMEOUT" as const, { ref: false, signal: timer.signal }).catch(
    () => "TIMEOUT" as const,
  );
  const slowest = await Promise.race([slowestWrite(folder, writePage), tooLong]);
  timer.abort();
  if (typeof slowest === "string") return { folder, is: "failed", code: slowest, freeBytes };
  // Some file systems count no files: then there is always room for one more.
  const freeFiles = room.files === 0 ? Infinity : room.ffree;
  return { folder, is: "fine", freeBytes, freeFiles, slowestWriteMs: slowest };
}

/**
 * The folder is that of control's user, and this may be root: a file that nobody can have laid there before, by its name
 * and by `x`, is opened once, and no link is followed.
 */
async function slowestWrite(folder: string, writePage: WritePage): Promise<number | string> {
  const path = join(folder, `.check-${randomUUID()}`);
  const file = await open(path, "wx", 0o600).catch((cause: unknown) => codeOf(cause));
  if (typeof file === "string") return file;
  let slowestMs = 0;
  try {
    for (let count = 0; count < WRITES; count += 1) {
      const began = performance.now();
      await writePage(file, new Uint8Array(WRITE_BYTES).fill(count));
      slowestMs = Math.max(slowestMs, performance.now() - began);
    }
    return slowestMs;
  } catch (cause) {
    return codeOf(cause);
  } finally {
    // What could not be written is told; that an empty file cannot be closed or taken away changes nothing of it.
    await Promise.allSettled([file.close(), unlink(path)]);
  }
}

async function writeAndSync(file: FileHandle, bytes: Uint8Array): Promise<void> {
  await file.write(bytes);
  await file.datasync();
}

const codeOf = (cause: unknown): string =>
  cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
