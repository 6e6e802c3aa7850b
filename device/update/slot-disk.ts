import { spawn } from "node:child_process";
import {
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statfsSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { dirname, join } from "node:path";
import type { Room } from "./room.ts";
import { parseSlots } from "./slots-text.ts";
import { SLOT_NAMES, type Home, type SlotName, type Slots } from "./slots.ts";

/** In a slot, once all of it is on the disk. */
const WHOLE = ".whole";
/** tar of a whole program takes seconds; a card that stalls takes more. Our choice. */
const UNPACK_MS = 600_000;

/** The steps by which an update changes a disk. Each one is whole or has not happened, whenever power is cut. */
export interface SlotDisk {
  read(): Slots;
  save(slots: Slots): void;
  /** The slots that hold a whole program. */
  whole(): readonly SlotName[];
  /** What there is for a program in that slot. */
  room(slot: SlotName): Room;
  /** Empties a slot and unpacks a verified archive into it; it is whole when this returns, and empty when it throws. */
  fill(slot: SlotName, archive: string): Promise<void>;
  /** Makes the link `current` name that home; the packaged program is what runs without a link. */
  point(home: Home): void;
}

/** The folder of updates on a real disk, which root alone may change. */
export class SlotFolder implements SlotDisk {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  read(): Slots {
    return parseSlots(textOf(this.#at("state.json")));
  }

  save(slots: Slots): void {
    writeWhole(this.#at("state.json"), `${JSON.stringify(slots)}\n`);
  }

  whole(): readonly SlotName[] {
    return SLOT_NAMES.filter((name) => existsSync(this.#at("slots", name, WHOLE)));
  }

  async fill(slot: SlotName, archive: string): Promise<void> {
    const folder = this.#at("slots", slot);
    rmSync(join(folder, WHOLE), { force: true });
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const words = ["--extract", "--gzip", "--no-same-owner", "--no-same-permissions", "--directory", folder];
    try {
      await program("tar", [...words, "--file", archive]);
      await program("sync", ["--file-system", folder]);
      writeWhole(join(folder, WHOLE), "");
    } catch (cause) {
      rmSync(folder, { recursive: true, force: true });
      throw cause;
    }
  }

  room(slot: SlotName): Room {
    const { bavail, bsize } = statfsSync(this.#folder);
    return { freeBytes: bavail * bsize, slotBytes: bytesBelow(this.#at("slots", slot)) };
  }

  point(home: Home): void {
    if (this.#pointsAt() === home) return;
    const link = this.#at("current");
    if (home === "packaged") unlinkSync(link);
    else {
      rmSync(`${link}.new`, { force: true });
      symlinkSync(join("slots", home), `${link}.new`);
      renameSync(`${link}.new`, link);
    }
    syncFolder(this.#folder);
  }

  #pointsAt(): Home {
    const to = linkOf(this.#at("current"));
    return SLOT_NAMES.find((name) => to === join("slots", name)) ?? "packaged";
  }

  #at(...names: readonly string[]): string {
    return join(this.#folder, ...names);
  }
}

/** Beside it first, then renamed: a power cut leaves the old text or the new one. */
export function writeWhole(path: string, text: string): void {
  const aside = `${path}.new`;
  const file = openSync(aside, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o644);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(aside, path);
  syncFolder(dirname(path));
}

/** What goes free on the disk with all that is below a path; 0: nothing is there. */
function bytesBelow(path: string): number {
  const about = lstatSync(path, { throwIfNoEntry: false });
  if (about === undefined) return 0;
  const inside = about.isDirectory() ? readdirSync(path) : [];
  return inside.reduce((sum, name) => sum + bytesBelow(join(path, name)), about.blocks * BLOCK_BYTES);
}
/** Of `blocks` in stat(2). */
const BLOCK_BYTES = 512;

/** Its entries are on the disk when this returns. */
export const syncFolder = (path: string): void => sync(path, constants.O_DIRECTORY);
/** All of it is on the disk when this returns. */
export const syncFile = (path: string): void => sync(path, 0);

function sync(path: string, how: number): void {
  const file = openSync(path, constants.O_RDONLY | how);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Of a file that may not be there; null: it is not. */
export const textOf = (path: string): string | null => orNothing(() => readFileSync(path, "utf8"));
const linkOf = (path: string): string | null => orNothing(() => readlinkSync(path));

function orNothing(read: () => string): string | null {
  try {
    return read();
  } catch (cause) {
    if (["ENOENT", "EINVAL"].includes(String((cause as NodeJS.ErrnoException).code))) return null;
    throw cause;
  }
}

/** Debian's own tar and sync, which every system has. Throws with what it said. */
async function program(name: string, words: readonly string[]): Promise<void> {
  const child = spawn(name, words, { stdio: ["ignore", "ignore", "pipe"], timeout: UNPACK_MS, env: { LC_ALL: "C" } });
  const said: Buffer[] = [];
  child.stderr.on("data", (piece: Buffer) => said.push(piece));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${name}: ${Buffer.concat(said).toString().slice(0, 200).trim() || "killed"}`);
}
