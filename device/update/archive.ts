import { createHash } from "node:crypto";
import { closeSync, constants, fsyncSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import type { RefusalCause } from "../measure/update-outcome.ts";
import type { HostileFolder } from "./hostile-folder.ts";
import type { Offer } from "./verify.ts";

const PIECE_BYTES = 1 << 20;

/**
 * Copies an archive to a place that nobody else can change, and only then believes its hash: a file that changes after
 * it was looked at is found. Nothing may be there yet. null: it is the one that was signed, on the disk; else, and when it
 * throws, nothing is left.
 */
export function bringArchive(
  folder: HostileFolder,
  { name, bytes, release }: Offer,
  into: string,
): RefusalCause | null {
  const from = folder.archive(name);
  if (from === null) return "missing";
  try {
    const cause = copied(from, into, bytes, release.sha256);
    if (cause !== null) rmSync(into, { force: true });
    return cause;
  } catch (thrown) {
    rmSync(into, { force: true });
    throw thrown;
  } finally {
    closeSync(from);
  }
}

function copied(from: number, path: string, bytes: number, sha256: string): RefusalCause | null {
  const to = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  const [hash, piece] = [createHash("sha256"), Buffer.alloc(PIECE_BYTES)];
  try {
    let length = 0;
    for (let count = -1; count !== 0 && length <= bytes; length += count) {
      count = readSync(from, piece, 0, PIECE_BYTES, null);
      hash.update(piece.subarray(0, count));
      for (let written = 0; written < count;) written += writeSync(to, piece, written, count - written);
    }
    if (length > bytes) return "too-large";
    fsyncSync(to);
    return hash.digest("hex") === sha256 ? null : "mismatch";
  } finally {
    closeSync(to);
  }
}
