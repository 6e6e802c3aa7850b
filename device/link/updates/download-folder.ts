import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { link, mkdir, open, readdir, readFile, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { METADATA_BYTES_MAX } from "../../update/limits.ts";
import type { LookedAt } from "../../update/looked.ts";
import type { Sink } from "./get.ts";

/** What a full card still owes to what is reported: link's store may take 64 MB (contract, classes), and others write too. */
export const ROOM_LEFT_BYTES = 128e6;

/**
 * Link's own folder of what it fetched. `download` is what root's update reads: whole, or not there. `download.new` is being
 * filled; an archive in it may be a beginning. `download.old` was the one before, which someone may still be reading, and
 * goes with the next look. All of it runs in a thread of its own.
 */
export class DownloadFolder {
  readonly #state: string;
  readonly #roomLeftBytes: number;

  /** `state`: link's own. An archive is not begun where less than `roomLeftBytes` would be left on the card. */
  constructor(state: string, roomLeftBytes: number) {
    this.#state = state;
    this.#roomLeftBytes = roomLeftBytes;
  }

  /** A power cut may have come anywhere: of the new one only beginnings of archives stay. */
  async begin(): Promise<void> {
    const [whole, old, fresh] = [this.#at("download"), this.#at("download.old"), this.#at("download.new")];
    if ((await sizeOf(whole)) === null && (await sizeOf(old)) !== null) await rename(old, whole);
    await rm(old, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true });
    for (const name of await readdir(fresh)) if (!name.endsWith(".tar.gz")) await this.drop(name);
  }

  /** A file of the whole one; null: there is none, or none that could be one of metadata. */
  async before(name: string): Promise<Uint8Array | null> {
    const path = this.#at("download", name);
    const size = await sizeOf(path);
    return size === null || size > METADATA_BYTES_MAX.targets ? null : readFile(path);
  }

  /** Names in the whole one. */
  async names(): Promise<readonly string[]> {
    return (await sizeOf(this.#at("download"))) === null ? [] : readdir(this.#at("download"));
  }

  /** Takes over what is here already, if it is what is wanted. */
  async takeOver(name: string, sha256: string): Promise<boolean> {
    const [from, to] = [this.#at("download", name), this.#at("download.new", name)];
    if ((await sizeOf(from)) === null || (await hashOf(from)) !== sha256) return false;
    await rm(to, { force: true });
    await link(from, to);
    return true;
  }

  /** Bytes of an archive that are here from before; 0: none. */
  async begun(name: string): Promise<number> {
    return (await sizeOf(this.#at("download.new", name))) ?? 0;
  }

  /** Whether so many more may be written, with room left for what matters more. */
  async hasRoomFor(bytes: number): Promise<boolean> {
    const { bavail, bsize } = await statfs(this.#state);
    return bavail * bsize >= bytes + this.#roomLeftBytes;
  }

  write(name: string, bytes: Uint8Array): Promise<void> {
    return writeFile(this.#at("download.new", name), bytes, { flush: true });
  }

  read(name: string): Promise<Uint8Array> {
    return readFile(this.#at("download.new", name));
  }

  /** Appends to the `begun` bytes that are here where the server goes on from there, and begins anew where it does not. */
  async archive(name: string, begun: number): Promise<Sink & { sync(): Promise<void>; close(): Promise<void> }> {
    const file = await open(this.#at("download.new", name), "a");
    return {
      begin: (at) => (at === begun ? Promise.resolve() : file.truncate(at)),
      async take(piece) {
        for (let written = 0; written < piece.length;)
          written += (await file.write(piece, written, piece.length - written)).bytesWritten;
      },
      sync: () => file.sync(),
      close: () => file.close(),
    };
  }

  hash(name: string): Promise<string> {
    return hashOf(this.#at("download.new", name));
  }

  drop(name: string): Promise<void> {
    return rm(this.#at("download.new", name), { recursive: true, force: true });
  }

  /** So that no more than one beginning lies here, and nothing that nobody asked for. */
  async keepOnly(names: readonly string[]): Promise<void> {
    for (const name of await readdir(this.#at("download.new"))) if (!names.includes(name)) await this.drop(name);
  }

  /** The new one takes the place of the whole. */
  async finish(): Promise<void> {
    const [whole, old, fresh] = [this.#at("download"), this.#at("download.old"), this.#at("download.new")];
    await syncFolder(fresh);
    if ((await sizeOf(whole)) !== null) await rename(whole, old);
    await rename(fresh, whole);
    await syncFolder(this.#state);
  }

  async tell(looked: LookedAt): Promise<void> {
    const file = this.#at("looked.json");
    await writeFile(`${file}.new`, `${JSON.stringify(looked)}\n`);
    await rename(`${file}.new`, file);
  }

  #at(...names: readonly string[]): string {
    return join(this.#state, ...names);
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest("hex");
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
