import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";

/** Freed when the disk is full, so that settings, commands' answers and receipts still find room (contract, classes). */
const BALLAST_BYTES = 1_048_576;

/** A file that does nothing but take up room. For the worker thread: its calls wait for the disk. */
export class Ballast {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  get isThere(): boolean {
    return existsSync(this.#path);
  }

  free(): void {
    rmSync(this.#path, { force: true });
  }

  /** Where there is no room for it, there is none; asked again later. */
  lay(): void {
    if (this.isThere) return;
    const aside = `${this.#path}.new`;
    try {
      const file = openSync(aside, "w", 0o640);
      try {
        for (let done = 0; done < BALLAST_BYTES;) done += writeSync(file, Buffer.alloc(BALLAST_BYTES - done));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(aside, this.#path);
    } catch {
      tryToRemove(aside);
    }
  }
}

/** A card that fails at so long a write is often read-only from then on. */
function tryToRemove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is written over by the next try.
  }
}
