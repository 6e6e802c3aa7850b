import { lineAt, matches, type Offence, type Source } from "./source.ts";

/** Paths of one machine, and addresses of registries: neither means anything elsewhere. */
const MACHINE = /(?<![\w.])\/(?:work|home|root|Users|mnt|private)\/[\w.-]+/g;
const REGISTRY =
  /https?:\/\/(?:registry\.[\w.-]+|[\w.-]*(?:npmjs|yarnpkg)\.(?:org|com)\/-|(?!127\.0\.0\.1)\d+\.\d+\.\d+\.\d+)/g;
const UNFINISHED = new RegExp(`\\b(?:${["TO", "FIX"].join("DO|")}ME)\\b`, "g");

/** Whoever prints with `console` cannot be asked for JSON, or to be quiet. */
const MAY_CONSOLE = [/^tests\/bench\//];

export function checkMachine(file: Source): Offence[] {
  return [
    ...matches(file, MACHINE, "a path of one machine"),
    ...matches(file, REGISTRY, "an address of a registry or a machine"),
  ];
}

/** `npm ci` would fetch from where the lock was made. */
export function checkLock(file: Source): Offence[] {
  if (file.path !== "package-lock.json") return [];
  return matches(file, /"resolved": "http/g, "a resolved address: npm install --omit-lockfile-registry-resolved");
}

export function checkUnfinished(file: Source): Offence[] {
  return matches(file, UNFINISHED, "an issue is the place for what is left to do");
}

export function checkConsole(file: Source): Offence[] {
  if (!/\.(?:tsx?|js|mjs)$/.test(file.path) || MAY_CONSOLE.some((pattern) => pattern.test(file.path))) return [];
  return matches(file, /\bconsole\.(?:log|info|debug|warn|error)\(/g, "write to process.stdout or process.stderr");
}

/** A test that runs alone, or not at all without a word why. */
export function checkSkips(file: Source): Offence[] {
  if (!file.path.startsWith("tests/") || !file.path.endsWith(".ts")) return [];
  const only = matches(file, /\b(?:it|test|describe)\.only\(/g, "runs alone: the others are silent");
  const skips = [...file.text.matchAll(/\b(?:it|test|describe)\.(?:skip|todo)\(/g)];
  const unexplained = skips.filter(({ index }) => {
    const lines = file.text.split("\n");
    const line = lineAt(file.text, index);
    return !lines.slice(Math.max(0, line - 3), line).some((text) => /skipped|\/\/ .{10}/i.test(text));
  });
  const problem = "skipped without a reason: a comment above says why";
  return [...only, ...unexplained.map(({ index }) => ({ path: file.path, line: lineAt(file.text, index), problem }))];
}
