import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * One small JSON file that survives a power cut: written beside, flushed, renamed, and its folder flushed. All of it
 * outside the event loop; while one is being written, only the newest that waits is kept.
 */
export class StateFile {
  readonly #path: string;
  readonly #say: (line: string) => void;
  #waiting: string | null = null;
  #writing: Promise<void> | null = null;

  constructor(path: string, say: (line: string) => void) {
    this.#path = path;
    this.#say = say;
  }

  /** undefined: there is none. A file that is not JSON is set aside with its name and `.broken`, and reads as `broken`. */
  async read(): Promise<{ readonly value: unknown } | "broken" | undefined> {
    try {
      return { value: JSON.parse(await readFile(this.#path, "utf8")) };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      this.#say(
        `${this.#path}: cannot be read (${(cause as Error).message}). Kept as ${this.#path}.broken; begun anew.`,
      );
      await rename(this.#path, `${this.#path}.broken`).catch(() => undefined);
      return "broken";
    }
  }

  /** Resolves when this value or a newer one is on disk, or the disk has refused it; it never rejects. */
  write(value: unknown): Promise<void> {
    this.#waiting = JSON.stringify(value);
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = null));
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (let text = this.#waiting; text !== null; text = this.#waiting) {
      this.#waiting = null;
      try {
        await writeDurably(this.#path, text);
      } catch (cause) {
        this.#say(`${this.#path}: cannot be written (${(cause as Error).message}). Make room, or mend its folder.`);
      }
    }
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, "w", 0o640);
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
