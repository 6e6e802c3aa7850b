import {
  closeSync,
  constants,
  fdatasyncSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { SLOT_BYTES_MAX, type SlotFile } from "./slot.ts";

/**
 * Reads one slot. Only a file that is not there is `absent`; whatever else goes wrong is `failed`, because nobody can
 * say then what was in it.
 */
export function readSlot(path: string): SlotFile {
  try {
    const file = openSync(path, constants.O_RDONLY);
    try {
      const bytes = new Uint8Array(SLOT_BYTES_MAX);
      let length = 0;
      for (let count = -1; count !== 0 && length < SLOT_BYTES_MAX; length += count) {
        count = readSync(file, bytes, length, SLOT_BYTES_MAX - length, length);
      }
      return { kind: "bytes", bytes: bytes.slice(0, length) };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return codeOf(error) === "ENOENT" ? { kind: "absent" } : { kind: "failed", error: String(error) };
  }
}

/**
 * Writes one slot and returns when it is on the disk. A slot that exists is overwritten in place and never cut short, so
 * that a full disk cannot stop it; one that does not is written aside and renamed, so that it comes into being whole.
 */
export function writeSlot(path: string, bytes: Uint8Array): void {
  if (writeExisting(path, bytes)) return;
  const aside = `${path}.new`;
  writeThrough(openSync(aside, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600), bytes);
  renameSync(aside, path);
  syncDirectory(dirname(path));
}

/** Only the last folder is made: a state directory that is missing (not mounted?) must not look like an empty keep. */
export function makeDirectory(path: string): void {
  try {
    mkdirSync(path, 0o700);
    syncDirectory(dirname(path));
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
}

function writeExisting(path: string, bytes: Uint8Array): boolean {
  try {
    writeThrough(openSync(path, constants.O_WRONLY), bytes);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

function writeThrough(file: number, bytes: Uint8Array): void {
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done, done);
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncDirectory(path: string): void {
  const directory = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;
