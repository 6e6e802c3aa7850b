import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { fromKept, keptLine, spokenLine, type LogLine } from "./lines.ts";

/** Of each of the two files: a day of a healthy device is far less, and two of them fit any temporary folder. Our choice. */
const FILE_BYTES_MAX = 1_000_000;

const newest = (folder: string): string => join(folder, "log.jsonl");
const older = (folder: string): string => join(folder, "log.1.jsonl");

/** What both processes of `gaturum run` said, kept on a bench, where no journal does. */
export class BenchLog {
  readonly #folder: string;
  readonly #say: (line: string) => void;
  #bytes: number;
  #failed = false;

  constructor(folder: string, say: (line: string) => void) {
    this.#folder = folder;
    this.#say = say;
    this.#bytes = statSync(newest(folder), { throwIfNoEntry: false })?.size ?? 0;
  }

  keep(line: string): void {
    const text = `${keptLine(spokenLine(Date.now(), line))}\n`;
    try {
      if (this.#bytes + text.length > FILE_BYTES_MAX) {
        renameSync(newest(this.#folder), older(this.#folder));
        this.#bytes = 0;
      }
      appendFileSync(newest(this.#folder), text, { mode: 0o640 });
      this.#bytes += Buffer.byteLength(text);
      this.#failed = false;
    } catch (cause) {
      // The device goes on: what it says still stands in the terminal.
      if (!this.#failed) this.#say(`gaturum  ${newest(this.#folder)}: ${(cause as Error).message}. Make room.`);
      this.#failed = true;
    }
  }
}

export const hasBenchLog = (folder: string): boolean => existsSync(newest(folder));

/** Everything that is kept, oldest first. */
export const benchLines = (folder: string): readonly LogLine[] =>
  [older(folder), newest(folder)].flatMap((path) =>
    existsSync(path)
      ? readFileSync(path, "utf8")
          .split("\n")
          .flatMap((line) => fromKept(line) ?? [])
      : [],
  );
