import { constants, open, readdir, readFile, rename, truncate, unlink, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../slot-file.ts";

/** The disk as the log uses it. A call that has returned is on the disk. */
export interface EvidenceFiles {
  names(): Promise<readonly string[]>;
  read(name: string): Promise<Uint8Array>;
  /** A file comes into being whole, or not at all. */
  create(name: string, bytes: Uint8Array): Promise<void>;
  write(name: string, at: number, bytes: Uint8Array): Promise<void>;
  cut(name: string, toBytes: number): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Each step in libuv's pool: nothing waits for it but the log itself. The parent of `directory` must exist. */
export const evidenceFiles = (directory: string): EvidenceFiles => ({
  names: async () => {
    await makeDirectory(directory);
    return readdir(directory);
  },
  read: (name) => readFile(join(directory, name)),
  create: async (name, bytes) => {
    await makeDirectory(directory);
    const aside = join(directory, `${name}.new`);
    await writeThrough(aside, constants.O_CREAT | constants.O_TRUNC, 0, bytes);
    await rename(aside, join(directory, name));
    await synced(directory);
  },
  write: (name, at, bytes) => writeThrough(join(directory, name), 0, at, bytes),
  cut: async (name, toBytes) => {
    await truncate(join(directory, name), toBytes);
    await synced(join(directory, name));
  },
  remove: async (name) => {
    await unlink(join(directory, name));
    await synced(directory);
  },
});

async function writeThrough(path: string, how: number, at: number, bytes: Uint8Array): Promise<void> {
  await closing(await open(path, constants.O_WRONLY | constants.O_DSYNC | how, 0o600), async (file) => {
    for (let done = 0; done < bytes.length;) {
      done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
    }
  });
}

const synced = async (path: string): Promise<void> =>
  closing(await open(path, constants.O_RDONLY), (file) => file.sync());

async function closing<T>(file: FileHandle, use: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
