import { readFileSync } from "node:fs";
import { open, rename, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import type { Run } from "../measure/restart.ts";

/**
 * The mark by which the next start knows how this run ended: written at the start as not ended, and at an ordered end
 * as ended. Two writes a run, in Node's own threads: nothing waits for the disk but the end, which has its limit.
 */
export class RunMark {
  /** What the run before left; null: nothing, or nothing that can be read. */
  readonly last: Run | null;
  readonly #path: string;
  readonly #say: (line: string) => void;
  #boot = "unknown";
  #proof: { readonly start: number; readonly well: boolean } | null = null;
  #written: Promise<void> = Promise.resolve();

  /** `path` is read here, once, before the cycle begins. */
  constructor(path: string, say: (line: string) => void) {
    this.#path = path;
    this.#say = say;
    this.last = readRun(path);
  }

  /**
   * `boot`: an id of this boot of the computer; null where it has none. `start`: of the ladder of configs, whose next step
   * asks how this one went (device/boot/ladder.ts); left out where there is no ladder.
   */
  begin(boot: string | null, start?: number): Promise<void> {
    this.#boot = boot ?? this.#boot;
    this.#proof = start === undefined ? null : { start, well: false };
    return this.#write(false);
  }

  /** It has run for so long, and so well, that its config is a good one. One write a run more. */
  proved(): Promise<void> {
    if (this.#proof === null) return this.#written;
    this.#proof = { ...this.#proof, well: true };
    return this.#write(false);
  }

  end(): Promise<void> {
    return this.#write(true);
  }

  #write(ended: boolean): Promise<void> {
    const run: Run = { boot: this.#boot, ended, ...this.#proof };
    this.#written = this.#written
      .then(() => writeWhole(this.#path, JSON.stringify(run)))
      .catch((error: unknown) => {
        this.#say(`${this.#path} cannot be written, so the next start may tell a wrong cause: ${String(error)}`);
      });
    return this.#written;
  }
}

function readRun(path: string): Run | null {
  try {
    const found: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof found !== "object" || found === null || !("boot" in found) || !("ended" in found)) return null;
    const { boot, ended } = found;
    return typeof boot === "string" && typeof ended === "boolean" ? { boot, ended } : null;
  } catch {
    // Not there at the first start; torn by a cut. Either way nobody knows, and that is what null says.
    return null;
  }
}

/** Beside it first, then renamed: a power cut leaves the old mark or the new one. */
async function writeWhole(path: string, text: string): Promise<void> {
  const aside = `${path}.new`;
  const file = await open(aside, "w", 0o600);
  await written(file, () => file.writeFile(text));
  await rename(aside, path);
  await written(await open(dirname(path), "r"));
}

/** Closes it when it is on the disk. */
async function written(file: FileHandle, write: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  try {
    await write();
    await file.sync();
  } finally {
    await file.close();
  }
}
