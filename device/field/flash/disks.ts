import { readdirSync, readFileSync, realpathSync, statSync, existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { SECTOR_BYTES } from "./partition-table.ts";

/** A disk, or a part of one, that is to be written. */
export type Disk = {
  readonly path: string;
  /** As the kernel names it: `sdb`. */
  readonly name: string;
  readonly bytes: number;
  readonly isReadOnly: boolean;
  /** The disk that it is a partition of; null: it is whole. */
  readonly partitionOf: string | null;
  readonly model: string | null;
  /** What this computer uses of it now: `/boot`, `swap`. */
  readonly uses: readonly string[];
};

/** Without these no computer runs on. */
const SYSTEM = /^(?:\/|\/boot(?:\/.*)?|\/usr|\/var|\/home|swap)$/;

/** Why so many bytes shall not be written to it, and how to go on; null: they may. */
export function diskProblem(disk: Disk, bytes: number): string | null {
  const { path, name, partitionOf, uses, isReadOnly } = disk;
  const system = uses.find((use) => SYSTEM.test(use));
  if (system !== undefined)
    return `${path}: this computer runs from ${name} (${system === "swap" ? "swap" : `${system} is on it`}). Name the card: lsblk lists disks.`;
  if (uses.length > 0) return `${path}: is mounted at ${uses.join(", ")}. Unmount it: umount ${uses[0] ?? ""}`;
  if (partitionOf !== null) return `${path}: is a partition. An image is for the whole disk: /dev/${partitionOf}`;
  if (isReadOnly) return `${path}: is write-protected. Move the card's slider, or take another reader.`;
  if (disk.bytes === 0) return `${path}: there is no card in it. Put it in.`;
  if (disk.bytes < bytes)
    return `${path}: holds ${megabytes(disk.bytes)}, and the image has ${megabytes(bytes)}. Take a larger card.`;
  return null;
}

export const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;

/** What the kernel says of a block device. */
export function readDisk(path: string): Disk {
  const node = sysNode(statSync(path).rdev);
  const isPartition = existsSync(join(node, "partition"));
  const whole = isPartition ? dirname(node) : node;
  const say = (name: string, at = node): string =>
    existsSync(join(at, name)) ? readFileSync(join(at, name), "utf8").trim() : "";
  const model = say("device/model", whole);
  return {
    path,
    name: basename(node),
    bytes: Number(say("size")) * SECTOR_BYTES,
    isReadOnly: say("ro") === "1",
    partitionOf: isPartition ? basename(whole) : null,
    model: model === "" ? null : model,
    uses: usesOf(basename(whole)),
  };
}

/** Everything mounted, or swapped to, that ends on that disk, however many layers are between. */
function usesOf(disk: string): readonly string[] {
  const uses = [...mounts(), ...swaps()].filter(({ node }) => disksUnder(node).includes(disk));
  return [...new Set(uses.map(({ use }) => use))];
}

type Use = { readonly node: string; readonly use: string };

function mounts(): readonly Use[] {
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, , numbers = "", , point = ""] = line.split(" ");
      const source = line.split(" - ")[1]?.split(" ")[1] ?? "";
      // A file system of several disks has a number of its own: then its source names one of them.
      const node = nodeOfNumbers(numbers) ?? nodeOfPath(source);
      return node === null ? [] : [{ node, use: spelledOut(point) }];
    });
}

function swaps(): readonly Use[] {
  const [, ...lines] = readFileSync("/proc/swaps", "utf8").trim().split("\n");
  return lines.flatMap((line) => {
    const node = nodeOfPath(spelledOut(line.split(/\s+/)[0] ?? ""));
    return node === null ? [] : [{ node, use: "swap" }];
  });
}

/** The kernel writes a space in a name as `\040`. */
const spelledOut = (name: string): string =>
  name.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

function nodeOfNumbers(numbers: string): string | null {
  const link = join("/sys/dev/block", numbers);
  return numbers !== "" && existsSync(link) ? realpathSync(link) : null;
}

function nodeOfPath(path: string): string | null {
  if (!path.startsWith("/") || !existsSync(path)) return null;
  const about = statSync(path);
  // A swap file, or what a loop device shows: the disk that the file lies on.
  return about.isBlockDevice() ? sysNode(about.rdev) : nodeOfNumbers(numbersOf(about.dev));
}

const sysNode = (device: number): string => realpathSync(join("/sys/dev/block", numbersOf(device)));

/** As glibc packs them: the lower 8 bits of the minor number, 12 of the major one, and the rest of the minor. */
const numbersOf = (device: number): string => {
  const minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
  return `${(device >>> 8) & 0xfff}:${minor}`;
};

/** Layers of encryption, volumes and arrays between a mount and its disks. */
const LAYERS_MAX = 8;

function disksUnder(node: string, layers = LAYERS_MAX): readonly string[] {
  const below = existsSync(join(node, "slaves")) ? readdirSync(join(node, "slaves")) : [];
  if (below.length > 0 && layers > 0)
    return below.flatMap((name) => disksUnder(realpathSync(join(node, "slaves", name)), layers - 1));
  return [existsSync(join(node, "partition")) ? basename(dirname(node)) : basename(node)];
}
