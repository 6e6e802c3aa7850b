import { posix } from "node:path";
import type { Offence, Source } from "./source.ts";

const TOP = new Set([
  "device",
  "drivers",
  "config",
  "hal-mocks",
  "tests",
  "docs",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "SECURITY.md",
  "LICENSE",
]);

/** Names that say nothing about what is in a file, and barrels. */
const EMPTY_NAMES =
  /^(?:utils?|helpers?|common|misc|shared|managers?|.*-(?:utils?|helpers?|manager)|index)\.(?:tsx?|js|mjs)$/;

/** Names in the top folder that have no place there. Dotfiles have. */
export function checkTop(names: readonly string[]): Offence[] {
  return names
    .filter((name) => !TOP.has(name) && !name.startsWith("."))
    .map((name) => ({ path: name, line: 1, problem: "has no place in the top folder" }));
}

export function checkName({ path }: Source): Offence[] {
  if (!EMPTY_NAMES.test(posix.basename(path))) return [];
  return [{ path, line: 1, problem: "name it for the thing in it" }];
}

/** Each room of the house has a README, and the README's last paragraph is its import rule. */
export function checkReadmes(files: readonly Source[]): Offence[] {
  const rooms = new Set(
    files.flatMap(({ path }) => /^(?:(?:device|drivers)\/[^/]+(?=\/)|config|hal-mocks)/.exec(path)?.[0] ?? []),
  );
  return [...rooms].flatMap((room) => {
    const path = `${room}/README.md`;
    const readme = files.find((file) => file.path === path);
    if (readme === undefined) return [{ path, line: 1, problem: "is missing: its words first, its import rule last" }];
    const last =
      readme.text
        .trimEnd()
        .split(/\n\s*\n/)
        .at(-1) ?? "";
    if (/\bimport/i.test(last)) return [];
    const line = readme.text.trimEnd().split("\n").length;
    return [{ path, line, problem: "does not end with its import rule" }];
  });
}
