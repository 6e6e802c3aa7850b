import { open, statfs, unlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { StorageFacts } from "../facts.ts";

/** A page of the card, as control's and link's own files write; often enough to meet a stall that is usual. Our choice. */
const WRITE_BYTES = 4_096;
const WRITES = 5;
/** A check ends within 10 s, whatever the card does. */
const WRITES_MS = 6_000;

/** Writes a page to the card and waits until it is there. */
export type WritePage = (path: string, bytes: Uint8Array) => Promise<void>;

/** How much room there is, and how long the slowest of some small writes takes. Nothing of it stays. */
export async function lookAtStorage(folder: string, writePage: WritePage = writeAndSync): Promise<StorageFacts> {
  const room = await statfs(folder).catch((cause: unknown) => codeOf(cause));
  if (typeof room === "string") return { folder, is: "failed", code: room, freeBytes: null };
  const freeBytes = room.bavail * room.bsize;
  const path = join(folder, `.check-${process.pid}`);
  const timer = new AbortController();
  const tooLong = pause(WRITES_MS, "TIMEOUT" as const, { ref: false, signal: timer.signal }).catch(
    () => "TIMEOUT" as const,
  );
  const slowest = await Promise.race([slowestWrite(path, writePage), tooLong]);
  timer.abort();
  if (typeof slowest === "string") return { folder, is: "failed", code: slowest, freeBytes };
  // Some file systems count no files: then there is always room for one more.
  const freeFiles = room.files === 0 ? Infinity : room.ffree;
  return { folder, is: "fine", freeBytes, freeFiles, slowestWriteMs: slowest };
}

async function slowestWrite(path: string, writePage: WritePage): Promise<number | string> {
  let slowestMs = 0;
  try {
    for (let count = 0; count < WRITES; count += 1) {
      const began = performance.now();
      await writePage(path, new Uint8Array(WRITE_BYTES).fill(count));
      slowestMs = Math.max(slowestMs, performance.now() - began);
    }
    return slowestMs;
  } catch (cause) {
    return codeOf(cause);
  } finally {
    // Where nothing could be written there is nothing to take away.
    await unlink(path).catch(() => undefined);
  }
}

async function writeAndSync(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "w", 0o600);
  try {
    await file.write(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
}

const codeOf = (cause: unknown): string =>
  cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
