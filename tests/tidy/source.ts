import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One file of the repository, with its path from the root. */
export type Source = { readonly path: string; readonly text: string };
/** What is wrong, where, and what to do instead. */
export type Offence = { readonly path: string; readonly line: number; readonly problem: string };

export const ROOT = new URL("../..", import.meta.url).pathname;

const NOT_OURS = new Set(["node_modules", ".git", "dist", "coverage", ".cache"]);
const TEXT = /(?:\.(?:tsx?|js|mjs|json|ya?ml|md|jsonl|sh|css|html)|LICENSE|run|rc|ignore|\.editorconfig)$/;

/** Every text file that is ours, sorted by path. */
export function allSources(): Source[] {
  return pathsBelow("")
    .filter((path) => TEXT.test(path) && !path.endsWith(".log"))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}

/** The names in the repository's top folder, but for what npm and git put there. */
export function topNames(): string[] {
  return readdirSync(ROOT).filter((name) => !NOT_OURS.has(name));
}

export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/** An offence for each match of a pattern with the `g` flag. */
export function matches(file: Source, pattern: RegExp, problem: string): Offence[] {
  return [...file.text.matchAll(pattern)].map(({ index }) => ({
    path: file.path,
    line: lineAt(file.text, index),
    problem,
  }));
}

function pathsBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pathsBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
