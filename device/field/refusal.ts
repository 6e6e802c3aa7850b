import { closeSync, existsSync, openSync, rmSync } from "node:fs";

/** 1: something is wrong. 2: the words are. 3: this user may not. */
type RefusalCode = 1 | 2 | 3;

/** What was foreseen and stops a verb: a sentence that says what, and how to go on. */
export class Refusal extends Error {
  readonly exitCode: RefusalCode;

  constructor(sentence: string, exitCode: RefusalCode = 1) {
    super(sentence);
    this.exitCode = exitCode;
  }
}

/** What a file system, or a disk, said of `path`, in words; a mistake of ours stays what it is. */
export function refusalAt(path: string, cause: unknown): unknown {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const told = WORDS[code];
  if (told === undefined) return cause;
  return new Refusal(`${path}: ${told}`, code === "EACCES" || code === "EPERM" ? 3 : 1);
}

/** Whoever made something finds that another has taken its name meanwhile. */
export const takenMeanwhile = (path: string): Refusal => new Refusal(`${path}: ${TAKEN}`);
const TAKEN = "something is there by now. Nothing is written over: name another.";

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder. Check the name.",
  ENOTDIR: "a part of this path is a file. Check the name.",
  EISDIR: "this is a folder. Name a file.",
  EACCES: "you may not. Do it as its owner, or with sudo.",
  EPERM: "you may not. Do it as its owner, or with sudo.",
  EEXIST: TAKEN,
  EROFS: "this disk is read-only. Name a place on another, or move the card's slider.",
  ENOSPC: "this disk is full. Make room, or name a place on another.",
  EFBIG: "this disk takes no file so large: FAT has 4 GB at most. Name a place on another.",
  EIO: "this disk fails. Take another card, or another reader.",
  EBUSY: "something uses this disk. Unmount it, and close what shows its files.",
  ENXIO: "there is no disk in it. Put the card in again.",
  ENODEV: "there is no such device any more. Put the card in again.",
  ENOMEDIUM: "there is no card in the reader. Put it in.",
};

/** Throws a {@link Refusal} where the file cannot be read. */
export function refuseUnreadable(file: string): void {
  tryOpen(file, "r");
}

/** Throws a {@link Refusal} where the file cannot be written, before the work whose outcome it is for. It leaves none behind. */
export function refuseUnwritable(file: string): void {
  const isThere = existsSync(file);
  tryOpen(file, "a");
  if (!isThere) rmSync(file);
}

function tryOpen(file: string, how: "r" | "a"): void {
  try {
    closeSync(openSync(file, how));
  } catch (cause) {
    throw refusalAt(file, cause);
  }
}

/** Runs a verb: a refusal is a line on stderr, and its exit code. */
export async function orRefusal(verb: () => Promise<number>): Promise<number> {
  try {
    return await verb();
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    process.stderr.write(`${cause.exitCode === 2 ? "error: " : ""}${cause.message}\n`);
    return cause.exitCode;
  }
}
