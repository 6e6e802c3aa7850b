import { existsSync, rmSync, statSync } from "node:fs";
import { constants, open, statfs, type FileHandle } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Interruption } from "../interruption.ts";
import { Progress } from "../progress.ts";
import { orRefusal, Refusal, refusalAt } from "../refusal.ts";
import { takeName } from "../take-name.ts";
import { canAsk, Terminal } from "../terminal.ts";
import { findBootPartition, putInBootPartition } from "./boot-partition.ts";
import { diskProblem, megabytes, readDisk } from "./disks.ts";
import { blocksOf, openImage, type Image } from "./image.ts";
import { lookAtProvisioned, renewList } from "./provisioned.ts";
import { firstDifference, writeBlocks, type Written } from "./writing.ts";

export type FlashWords = {
  readonly image: string;
  /** A block device, or a file that is not there yet. */
  readonly device: string;
  readonly provisioned: string | null;
  readonly yes: boolean;
  readonly json: boolean;
};

/**
 * Where it goes. A file is written under another name, and is there whole or not at all; a disk cannot be. `disk` is open
 * from when it is looked at: another card that is put in its place before the answer is not written. null: a file.
 */
type Target = {
  readonly path: string;
  readonly isDisk: boolean;
  readonly told: string;
  readonly disk: FileHandle | null;
};

/** `gaturum flash`: an image onto a card, read back. Exit codes: 0 there, 1 not, 2 wrong use, 3 not permitted. */
export function flash(words: FlashWords): Promise<number> {
  const interruption = new Interruption();
  return orRefusal(async () => {
    let target: Target | null = null;
    try {
      const image = await openImage(words.image);
      target = await targetFor(words.device, image.bytes);
      if (words.provisioned !== null) await lookAtProvisioned(words.provisioned);
      await makeSure(words, image, target, interruption);
      if (words.provisioned !== null) renewList(words.provisioned);
      const written = await flashed(words, image, target, interruption);
      tell(words, written);
      return 0;
    } finally {
      await target?.disk?.close();
      interruption.end();
    }
  });
}

async function targetFor(device: string, bytes: number): Promise<Target> {
  if (!existsSync(device)) return newFile(device, bytes);
  const about = statSync(device);
  if (about.isFile())
    throw new Refusal(`${device}: is a file that is there already. Name a disk such as /dev/sdb, or a new file.`);
  if (!about.isBlockDevice()) throw new Refusal(`${device}: is no disk. Name one such as /dev/sdb: lsblk lists them.`);
  const disk = readDisk(device);
  const problem = diskProblem(disk, bytes);
  if (problem !== null) throw new Refusal(problem);
  const told = `${device} (${megabytes(disk.bytes)}${disk.model === null ? "" : `, ${disk.model}`})`;
  return { path: device, isDisk: true, told, disk: await openDisk(device) };
}

/** A slip in the name of a disk would else be a file in the memory of this computer. */
async function newFile(path: string, bytes: number): Promise<Target> {
  const folder = dirname(resolve(path));
  if (/^\/(?:dev|proc|sys)(?:\/|$)/.test(folder))
    throw new Refusal(`${path}: there is no such disk. Put the card in; lsblk lists disks.`);
  try {
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < bytes)
      throw new Refusal(
        `${folder}: has room for ${megabytes(bavail * bsize)}, and the image has ${megabytes(bytes)}. Make room.`,
      );
    return { path: join(folder, `.${basename(path)}.unfinished`), isDisk: false, told: path, disk: null };
  } catch (cause) {
    throw refusalAt(folder, cause);
  }
}

/** With O_EXCL the kernel too refuses a disk that something uses. */
async function openDisk(device: string): Promise<FileHandle> {
  try {
    return await open(device, constants.O_RDWR | constants.O_EXCL);
  } catch (cause) {
    throw refusalAt(device, cause);
  }
}

async function makeSure(
  { yes }: FlashWords,
  image: Image,
  { isDisk, told }: Target,
  interruption: Interruption,
): Promise<void> {
  if (yes || !isDisk) return;
  if (!canAsk())
    throw new Refusal("flash asks on a terminal before it writes over a disk. Here there is none: say --yes", 2);
  const terminal = new Terminal(interruption);
  try {
    const text = `Write ${image.path} (${megabytes(image.bytes)}) over all that is on ${told}?`;
    if (!(await terminal.isSure(text))) throw new Refusal("Nothing was written.");
  } finally {
    terminal.close();
  }
}

async function flashed(words: FlashWords, image: Image, target: Target, interruption: Interruption): Promise<Written> {
  if (!target.isDisk) rmSync(target.path, { force: true });
  const disk = target.disk ?? (await open(target.path, "wx", 0o600));
  try {
    const written = await write(words, image, { target, disk }, interruption);
    await readBack(words, target, written, interruption);
    if (words.provisioned !== null) await putOwnFiles(words.device, target, words.provisioned, interruption);
    await disk.sync();
    if (!target.isDisk) await takeName(target.path, words.device);
    return written;
  } catch (cause) {
    if (!target.isDisk) {
      rmSync(target.path, { force: true });
      interruption.check();
    } else if (!(cause instanceof Refusal))
      interruption.check(`${words.device} is not finished: write it again before it is used.`);
    throw refusalAt(words.device, cause);
  } finally {
    // Open until the end: as long as it is, no desktop mounts what it finds on the new card.
    await disk.close();
  }
}

async function write(
  { json, device }: FlashWords,
  image: Image,
  { target, disk }: { readonly target: Target; readonly disk: FileHandle },
  interruption: Interruption,
): Promise<Written> {
  const progress = new Progress({ what: "written", unit: "bytes", total: image.bytes }, json);
  const consequence = target.isDisk ? `${device} holds half an image: write it again before it is used.` : undefined;
  try {
    return await writeBlocks(blocksOf(image), disk, image.bytes, (bytes) => {
      interruption.check(consequence);
      progress.at(bytes);
    });
  } catch (cause) {
    interruption.check(consequence);
    if (cause instanceof Refusal && target.isDisk)
      throw new Refusal(`${cause.message} ${consequence ?? ""}`, cause.exitCode);
    throw cause;
  } finally {
    progress.end();
  }
}

async function readBack(
  { json, device }: FlashWords,
  { path }: Target,
  written: Written,
  interruption: Interruption,
): Promise<void> {
  const progress = new Progress({ what: "read back", unit: "bytes", total: written.bytes }, json);
  try {
    const from = await firstDifference(path, written, (bytes) => {
      interruption.check(`${device} was written and not compared: write it again.`);
      progress.at(bytes);
    });
    if (from !== null)
      throw new Refusal(
        `${device}: what was read back differs from what was written, from ${megabytes(from)} on. Take another card, or another reader.`,
      );
  } finally {
    progress.end();
  }
}

/** Ctrl-C ends mtools as well, in the middle of a file: on a disk what it has copied stays. */
async function putOwnFiles(
  device: string,
  { path, isDisk }: Target,
  provisioned: string,
  interruption: Interruption,
): Promise<void> {
  interruption.check(
    isDisk ? `${device} has the image, and nothing of ${provisioned}: write it again before it is used.` : undefined,
  );
  const boot = await findBootPartition(path);
  try {
    await putInBootPartition(boot, provisioned);
  } catch (cause) {
    const consequence = `${device} may hold the key of ${provisioned}: write it again before it is used or given away.`;
    if (isDisk) interruption.check(consequence);
    if (isDisk && cause instanceof Refusal) throw new Refusal(`${cause.message} ${consequence}`, cause.exitCode);
    throw cause;
  }
}

function tell({ json, device, provisioned }: FlashWords, { bytes, sha256 }: Written): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ flashed: device, bytes, sha256, verified: true, provisioned })}\n`);
    return;
  }
  const own = provisioned === null ? "" : ` The files of ${provisioned} are in its boot partition.`;
  process.stdout.write(`${device}: ${megabytes(bytes)} written and read back, SHA-256 ${sha256}.${own}\n`);
}
