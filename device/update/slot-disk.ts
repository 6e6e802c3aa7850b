import { spawn } from "node:child_process";
import {
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { once } from "node:events";
import { dirname, join } from "node:path";
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
  /** Empties a slot and unpacks a verified archive into it; it is whole when this returns, and not before. */
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
    await program("tar", [...words, "--file", archive]);
    await program("sync", ["--file-system", folder]);
    writeWhole(join(folder, WHOLE), "");
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
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(aside, path);
  syncFolder(dirname(path));
}

/** Its entries are on the disk when this returns. */
export function syncFolder(path: string): void {
  const folder = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
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
