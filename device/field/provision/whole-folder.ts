import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { syncFolder } from "../../update/slot-disk.ts";
import { Refusal, refusalAt } from "../refusal.ts";

/** One file of a provisioned device. `name` is its path within the folder. */
export type OwnFile = { readonly name: string; readonly content: string | Buffer; readonly mode: number };

/** Only the owner of a folder with a key in it may look into it. */
const FOLDER_MODE = 0o700;

/** Why a folder cannot be made at `path`; throws in words. An empty one that is there is as good as none. */
export function requireRoomAt(path: string, option = "--out"): void {
  requireParent(path);
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory())
    throw new Refusal(`${path}: a file is there. Name a folder that is not there yet.`);
  if (readdirSync(path).length > 0)
    throw new Refusal(
      `${path}: something is in this folder already. Name another with ${option}; nothing is written over.`,
    );
}

/** Why a file cannot be made at `path`; throws in words. */
export function requireFreeName(path: string): void {
  requireParent(path);
  if (existsSync(path))
    throw new Refusal(`${path}: is there already. Name another with --out; nothing is written over.`);
}

function requireParent(path: string): void {
  const parent = dirname(resolve(path));
  try {
    if (!statSync(parent).isDirectory()) throw new Refusal(`${parent}: this is a file. Name a folder.`);
  } catch (cause) {
    throw refusalAt(parent, cause);
  }
}

/**
 * Makes a folder that is there whole or not at all, whatever comes between: it is filled under another name, put on the
 * disk, and then renamed. `fill` gets the other name. What an interrupted one before has left there is taken away.
 */
export async function wholeFolder(path: string, fill: (unfinished: string) => Promise<void>): Promise<void> {
  requireRoomAt(path);
  const target = resolve(path);
  const unfinished = join(dirname(target), `.${basename(target)}.unfinished`);
  try {
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { mode: FOLDER_MODE });
    await fill(unfinished);
    requireRoomAt(path);
    renameSync(unfinished, target);
    syncFolder(dirname(target));
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true });
    throw refusalAt(path, cause);
  }
}

/** Writes the files below a folder, and waits until the disk has them. */
export function writeFiles(folder: string, files: readonly OwnFile[]): void {
  const folders = new Set([folder]);
  for (const { name, content, mode } of files) {
    const path = join(folder, name);
    for (let at = dirname(path); at.length > folder.length; at = dirname(at)) folders.add(at);
    mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
    writeFileSync(path, content, { mode: mode & 0o600, flag: "wx", flush: true });
    chmodSync(path, mode);
  }
  for (const each of folders) syncFolder(each);
}
