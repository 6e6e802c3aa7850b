import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { runProgram, type Program } from "../program.ts";
import { Refusal, refusalAt } from "../refusal.ts";
import { bootPartition, readPartitions, SECTOR_BYTES } from "./partition-table.ts";

/** The folder in the boot partition in which the first boot finds what was provisioned. */
const FOLDER = "gaturum";

/** The boot partition of an image or a disk, as mtools names it: no mount, and no kernel that knows FAT. */
export type BootPartition = { readonly path: string; readonly at: string };

/** Throws in words where there is none, and where somebody's keys are in it already: such an image is not to be shared. */
export async function findBootPartition(path: string): Promise<BootPartition> {
  const partitions = readPartitions(await firstSector(path));
  const found =
    partitions === null ? "it has no partition table, so it is no image of a disk" : bootPartition(partitions);
  if (typeof found === "string") throw new Refusal(`${path}: ${found}. Take the image of a Raspberry Pi's card.`);
  const boot = { path, at: `${path}@@${found.startBytes}` };
  await mtools("mdir", boot, "::/");
  const { code } = await runProgram("mdir", ["-b", "-i", boot.at, `::/${FOLDER}`]);
  if (code === 0)
    throw new Refusal(
      `${path}: the keys of a device are in it already. Take a fresh image: each device has keys of its own.`,
    );
  return boot;
}

/** Puts a provisioned folder there, reads it back, and compares each byte. Throws in words. */
export async function putInBootPartition(boot: BootPartition, provisioned: string): Promise<void> {
  const entries = readdirSync(provisioned).map((name) => join(provisioned, name));
  await mtools("mmd", boot, `::/${FOLDER}`);
  await mtools("mcopy", boot, "-s", ...entries, `::/${FOLDER}/`);
  await forget(boot.path);
  const back = mkdtempSync(join(tmpdir(), "gaturum-back-"));
  try {
    await mtools("mcopy", boot, "-s", "-n", `::/${FOLDER}`, back);
    const wrong = filesIn(provisioned).find((name) => !isSame(join(provisioned, name), join(back, FOLDER, name)));
    if (wrong !== undefined)
      throw new Refusal(`${boot.path}: ${wrong} is not there as it was written. Take another card, or another reader.`);
  } finally {
    rmSync(back, { recursive: true, force: true });
  }
}

/**
 * What is read from here on is the card's, and not what this computer remembers of what it wrote. mtools has no way past
 * that memory of its own.
 */
export async function forget(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  const { code, err } = await runProgram("dd", [`if=${path}`, "iflag=nocache", "count=0", "status=none"]);
  if (code !== 0) throw new Refusal(`${path}: cannot be read back (${err.slice(0, 120)}). Put the card in again.`);
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));

function isSame(one: string, other: string): boolean {
  try {
    return readFileSync(one).equals(readFileSync(other));
  } catch {
    return false;
  }
}

async function firstSector(path: string): Promise<Uint8Array> {
  const file = await open(path, "r").catch((cause: unknown) => Promise.reject(refusalAt(path, cause) as Error));
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(SECTOR_BYTES), 0, SECTOR_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function mtools(name: Program, { path, at }: BootPartition, ...words: readonly string[]): Promise<void> {
  const { code, err } = await runProgram(name, ["-i", at, ...words]);
  if (code === 0) return;
  const first = err.split("\n")[0] ?? "";
  const cure = /full/i.test(err)
    ? "The boot partition is full: take an image with a larger one."
    : "Is it the image of a card?";
  throw new Refusal(`${path}: its boot partition cannot be used (${first.slice(0, 120)}). ${cure}`);
}
