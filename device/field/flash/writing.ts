import { createHash } from "node:crypto";
import { constants, open, type FileHandle } from "node:fs/promises";
import { Refusal } from "../refusal.ts";
import { BLOCK_BYTES } from "./image.ts";

/** What was written: the hash of it all, and of each block, so that a bad place can be named. */
export type Written = { readonly bytes: number; readonly sha256: string; readonly blocks: readonly string[] };

/** So often the disk must have what it was given: what is shown as written is written. 16 MB, our choice. */
const SYNC_BLOCKS = 16;

/** Writes blocks one after the other. `at` hears how many bytes the disk has taken, and may throw to end it. */
export async function writeBlocks(
  blocks: AsyncIterable<Buffer>,
  disk: FileHandle,
  limitBytes: number,
  at: (bytes: number) => void,
): Promise<Written> {
  const whole = createHash("sha256");
  const each: string[] = [];
  let bytes = 0;
  for await (const block of blocks) {
    if (bytes + block.length > limitBytes)
      throw new Refusal("The image is longer than its own index says. Download it again.");
    await writeWhole(disk, block, bytes);
    whole.update(block);
    each.push(createHash("sha256").update(block).digest("hex"));
    bytes += block.length;
    if (each.length % SYNC_BLOCKS === 0) {
      await disk.datasync();
      at(bytes);
    }
  }
  await disk.datasync();
  at(bytes);
  return { bytes, sha256: whole.digest("hex"), blocks: each };
}

async function writeWhole(disk: FileHandle, block: Buffer, position: number): Promise<void> {
  for (let done = 0; done < block.length;) {
    const { bytesWritten } = await disk.write(block, done, block.length - done, position + done);
    done += bytesWritten;
  }
}

/** Reads back what was written; null: it is the same, otherwise the first byte of the first block that is not. */
export async function firstDifference(
  path: string,
  written: Written,
  at: (bytes: number) => void,
): Promise<number | null> {
  const disk = await openPastCache(path);
  const whole = createHash("sha256");
  try {
    const page = alignedBlock();
    let bytes = 0;
    for (const expected of written.blocks) {
      const wanted = Math.min(BLOCK_BYTES, written.bytes - bytes);
      const read = await readWhole(disk, page, bytes, wanted);
      if (createHash("sha256").update(read).digest("hex") !== expected) return bytes;
      whole.update(read);
      bytes += wanted;
      at(bytes);
    }
    return whole.digest("hex") === written.sha256 ? null : 0;
  } finally {
    await disk.close();
  }
}

/** A disk ends where a read gives nothing: the rest counts as different. */
async function readWhole(disk: FileHandle, page: Uint8Array, position: number, wanted: number): Promise<Uint8Array> {
  let done = 0;
  while (done < wanted) {
    const { bytesRead } = await disk.read(page, done, page.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return page.subarray(0, Math.min(done, wanted));
}

/** Past the computer's memory, which holds what was meant to be written; a file system without that way is read as it is. */
async function openPastCache(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_DIRECT);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EINVAL") throw cause;
    return open(path, "r");
  }
}

const WASM_PAGE_BYTES = 65_536;

/** O_DIRECT wants memory that begins at a page, which no buffer of Node promises, and WebAssembly's does. */
const alignedBlock = (): Uint8Array =>
  new Uint8Array(new WebAssembly.Memory({ initial: BLOCK_BYTES / WASM_PAGE_BYTES }).buffer);
