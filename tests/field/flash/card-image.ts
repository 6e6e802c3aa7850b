import { execFileSync, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";

export const MB = 1_048_576;
const [SECTOR, FAT_LBA, LINUX] = [512, 0x0c, 0x83] as const;
/** As on a Raspberry Pi's card: 4 MB from the beginning, here 16 MB long. */
export const BOOT = { startBytes: 4 * MB, sizeBytes: 16 * MB } as const;

/** The first sector of a disk with these partitions. */
export function bootRecord(
  partitions: readonly (readonly [type: number, startBytes: number, sizeBytes: number])[],
): Buffer {
  const sector = Buffer.alloc(SECTOR);
  for (const [index, [type, startBytes, sizeBytes]] of partitions.entries()) {
    const at = 446 + index * 16;
    sector.writeUInt8(type, at + 4);
    sector.writeUInt32LE(startBytes / SECTOR, at + 8);
    sector.writeUInt32LE(sizeBytes / SECTOR, at + 12);
  }
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

/** An image as of a Raspberry Pi's card: a boot partition with FAT, and one with chance in some of its blocks. */
export function writeCardImage(path: string, bytes: number): void {
  const file = openSync(path, "w");
  ftruncateSync(file, bytes);
  const rest = BOOT.startBytes + BOOT.sizeBytes;
  writeSync(
    file,
    bootRecord([
      [FAT_LBA, BOOT.startBytes, BOOT.sizeBytes],
      [LINUX, rest, bytes - rest],
    ]),
    0,
    SECTOR,
    0,
  );
  for (let at = rest; at + MB <= bytes; at += 16 * MB) writeSync(file, randomBytes(64_000), 0, 64_000, at);
  closeSync(file);
  execFileSync("mformat", ["-i", `${path}@@${BOOT.startBytes}`, "-T", String(BOOT.sizeBytes / SECTOR), "::"], {
    stdio: "pipe",
  });
}

/** The text of a file in the boot partition of an image or a disk; null: it is not there. */
export function inBoot(path: string, name: string): string | null {
  const { status, stdout } = spawnSync("mtype", ["-i", `${path}@@${BOOT.startBytes}`, `::/gaturum/${name}`], {
    encoding: "utf8",
  });
  return status === 0 ? stdout : null;
}

/** Of so many bytes from the beginning of a file or a disk. */
export const sha256 = (path: string, bytes: number): string => {
  const [hash, file, block] = [createHash("sha256"), openSync(path, "r"), Buffer.alloc(MB)];
  for (let done = 0; done < bytes; done += MB)
    hash.update(block.subarray(0, readSync(file, block, 0, Math.min(MB, bytes - done), done)));
  closeSync(file);
  return hash.digest("hex");
};
/** One bit of one byte. */
export const flip = (path: string, position: number): void => {
  const [file, byte] = [openSync(path, "r+"), Buffer.alloc(1)];
  readSync(file, byte, 0, 1, position);
  writeSync(file, Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, position);
  closeSync(file);
};
