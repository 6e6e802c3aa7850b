import { constants, mkdir, open, rename, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { SLOT_BYTES_MAX, type SlotFile } from "./slot.ts";

/**
 * Reads one slot. Only a file that is not there is `absent`; whatever else goes wrong is `failed`, because nobody can
 * say then what was in it.
 */
export async function readSlot(path: string): Promise<SlotFile> {
  try {
    return { kind: "bytes", bytes: await closing(await open(path, constants.O_RDONLY), readWhole) };
  } catch (error) {
    return codeOf(error) === "ENOENT" ? { kind: "absent" } : { kind: "failed", error: String(error) };
  }
}

/**
 * Writes one slot and returns when it is on the disk. A slot that exists is overwritten in place and never cut short, so
 * that a full disk cannot stop it; one that does not is written aside and renamed, so that it comes into being whole.
 */
export async function writeSlot(path: string, bytes: Uint8Array): Promise<void> {
  if (await writeExisting(path, bytes)) return;
  await makeDirectory(dirname(path));
  const aside = `${path}.new`;
  await writeThrough(aside, constants.O_CREAT | constants.O_TRUNC, bytes);
  await rename(aside, path);
  await syncDirectory(dirname(path));
}

/** Only the last folder is made: a state directory that is missing (not mounted?) must not look like an empty keep. */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, 0o700);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return;
    throw error;
  }
  await syncDirectory(dirname(path));
}

async function writeExisting(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await writeThrough(path, 0, bytes);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

/** O_DSYNC: each write returns when its data is on the disk, as after fdatasync, in one step instead of two. */
async function writeThrough(path: string, how: number, bytes: Uint8Array): Promise<void> {
  await closing(await open(path, constants.O_WRONLY | constants.O_DSYNC | how, 0o600), async (file) => {
    for (let done = 0; done < bytes.length;) {
      done += (await file.write(bytes, done, bytes.length - done, done)).bytesWritten;
    }
  });
}

async function readWhole(file: FileHandle): Promise<Uint8Array> {
  const bytes = new Uint8Array(SLOT_BYTES_MAX);
  let length = 0;
  for (let count = -1; count !== 0 && length < SLOT_BYTES_MAX; length += count) {
    count = (await file.read(bytes, length, SLOT_BYTES_MAX - length, length)).bytesRead;
  }
  return bytes.slice(0, length);
}

async function syncDirectory(path: string): Promise<void> {
  await closing(await open(path, constants.O_RDONLY), (directory) => directory.sync());
}

async function closing<T>(file: FileHandle, use: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;
