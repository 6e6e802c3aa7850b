import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { ARCHITECTURES, type Architecture, type Packages } from "./locked-packages.ts";

const ROOT = join(import.meta.dirname, "../..");
/** Beside what the tests build once for all runs. */
const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "gaturum-package");
/** A package of 50 MB over a slow line. */
const WITHIN_MS = 600_000;

/**
 * The Node of an architecture at the version of the lock: what `npm ci` installed, for this computer's own; another one
 * is fetched once by npm, held against the hash of the lock, and kept.
 */
export function pinnedNode(architecture: Architecture, packages: Packages): string {
  const name = `node-linux-${ARCHITECTURES[architecture]}`;
  const installed = join(ROOT, "node_modules", name, "bin/node");
  if (existsSync(installed)) return installed;
  const { version = "", integrity = "" } = packages[`node_modules/${name}`] ?? {};
  const kept = join(CACHE, `${name}-${version}`);
  if (!existsSync(kept)) fetchNode(`${name}@${version}`, integrity, kept);
  return join(kept, "bin/node");
}

/** Appears whole under its name, or not at all. */
function fetchNode(wanted: string, integrity: string, to: string): void {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "gaturum-node-"));
  try {
    const file = run("npm", ["pack", wanted, "--pack-destination", folder, "--silent"]).trim().split("\n").at(-1) ?? "";
    const packed = join(folder, file);
    const [algorithm = "", digest] = integrity.split("-", 2);
    if (createHash(algorithm).update(readFileSync(packed)).digest("base64") !== digest)
      throw new Error(`${wanted}: what npm fetched is not what package-lock.json names. Do not use it; tell us.`);
    run("tar", ["-xzf", packed, "-C", folder, "package/bin/node", "package/LICENSE"]);
    renameOver(join(folder, "package"), to);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command: string, words: readonly string[]): string {
  const done = spawnSync(command, words, { encoding: "utf8", timeout: WITHIN_MS });
  if (done.status !== 0) throw new Error(`${command} ${words[0] ?? ""} failed:\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

function renameOver(from: string, to: string): void {
  rmSync(`${to}.new`, { recursive: true, force: true });
  run("cp", ["-a", from, `${to}.new`]);
  renameSync(`${to}.new`, to);
}
