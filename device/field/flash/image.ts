import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { isMissing, missing, runProgram } from "../program.ts";
import { Refusal, refusalAt } from "../refusal.ts";
import { endBytes, readPartitions, SECTOR_BYTES } from "./partition-table.ts";

/** What is written at once: large enough for a card's own blocks of 4 MB to be filled quickly. Our choice. */
export const BLOCK_BYTES = 1_048_576;

/** An image of a whole disk that can be written. */
export type Image = {
  readonly path: string;
  readonly isPacked: boolean;
  /** As it will lie on the disk. */
  readonly bytes: number;
};

const XZ = Buffer.from("fd377a585a00", "hex");
/** What people name instead, by its first bytes. */
const OTHERS: readonly (readonly [hex: string, name: string])[] = [
  ["504b0304", "a zip"],
  ["1f8b", "packed with gzip"],
  ["28b52ffd", "packed with zstd"],
  ["425a68", "packed with bzip2"],
];

/** Looks at an image, and at nothing else. Throws in words on what is none, and on one that is cut off. */
export async function openImage(path: string): Promise<Image> {
  const { head, size } = await beginningOf(path);
  const other = OTHERS.find(([hex]) => head.subarray(0, hex.length / 2).toString("hex") === hex);
  if (other !== undefined) throw new Refusal(`${path}: is ${other[1]}. Unpack it first; .img and .img.xz are taken.`);
  const isPacked = head.subarray(0, XZ.length).equals(XZ);
  const image: Image = { path, isPacked, bytes: isPacked ? await unpackedBytes(path) : size };
  const partitions = readPartitions(isPacked ? await firstSector(image) : head);
  if (partitions === null)
    throw new Refusal(`${path}: is no image of a disk: it has no partition table. Name an .img or .img.xz of a card.`);
  if (image.bytes % SECTOR_BYTES !== 0 || endBytes(partitions) > image.bytes)
    throw new Refusal(
      `${path}: is cut off: it ends after ${image.bytes} bytes, within a partition. Download it again.`,
    );
  return image;
}

async function beginningOf(path: string): Promise<{ readonly head: Buffer; readonly size: number }> {
  try {
    const about = await stat(path);
    if (!about.isFile()) throw new Refusal(`${path}: is no file. Name an .img or .img.xz.`);
    const file = await open(path, "r");
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(SECTOR_BYTES), 0, SECTOR_BYTES, 0);
      return { head: buffer.subarray(0, bytesRead), size: about.size };
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw refusalAt(path, cause);
  }
}

/** From the index at its end, so that nothing need be unpacked. */
async function unpackedBytes(path: string): Promise<number> {
  const { code, out, err } = await runProgram("xz", ["--robot", "--list", "--", path]);
  const totals = out
    .toString()
    .split("\n")
    .find((line) => line.startsWith("totals\t"));
  const bytes = Number(totals?.split("\t")[4]);
  if (code === 0 && Number.isSafeInteger(bytes)) return bytes;
  throw new Refusal(`${path}: is damaged or cut off (${err.split("\n")[0]?.slice(0, 100) ?? ""}). Download it again.`);
}

async function firstSector(image: Image): Promise<Uint8Array> {
  for await (const block of blocksOf(image)) return block.subarray(0, SECTOR_BYTES);
  return new Uint8Array();
}

/** The image in blocks of {@link BLOCK_BYTES}, the last may be shorter. Throws in words when it is damaged. */
export async function* blocksOf(image: Image): AsyncGenerator<Buffer, void> {
  const pieces = image.isPacked ? unpacked(image.path) : createReadStream(image.path, { highWaterMark: BLOCK_BYTES });
  let block = Buffer.alloc(BLOCK_BYTES);
  let filled = 0;
  for await (const piece of pieces as AsyncIterable<Buffer>) {
    for (let at = 0; at < piece.length;) {
      const taken = piece.copy(block, filled, at);
      at += taken;
      filled += taken;
      if (filled < BLOCK_BYTES) continue;
      yield block;
      block = Buffer.alloc(BLOCK_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

async function* unpacked(path: string): AsyncGenerator<Buffer, void> {
  const xz = spawn("xz", ["--decompress", "--stdout", "--", path], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number>((resolve, reject) => {
    xz.once("error", (cause) => reject(isMissing(cause) ? missing("xz") : cause));
    xz.once("close", (code) => resolve(code ?? 1));
  });
  const complaint = text(xz.stderr);
  try {
    yield* xz.stdout as AsyncIterable<Buffer>;
    if ((await ended) !== 0)
      throw new Refusal(`${path}: is damaged (${(await complaint).split("\n")[0] ?? ""}). Download it again.`);
  } finally {
    xz.kill();
  }
}
