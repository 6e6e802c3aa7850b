import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Architecture } from "./machine.ts";

/** What is built once for all runs: never part of the checkout. */
const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "gaturum-hil");
/** What a VM of this architecture boots, and for arm64 the files that it has. */
export const builtFor = (architecture: Architecture): string => join(CACHE, architecture);
export const BUILT = builtFor("amd64");
/** Debian and nothing else, as `clean-root.ts` makes it. */
export const CLEAN_ROOT = join(CACHE, "root-amd64");
/** Debian for arm64 on a disk, as `debian-disk.ts` makes it. */
export const DEBIAN_DISK = join(CACHE, "root-arm64.img");
/** Where Node looks for what it compiled already; see `compiled.ts`. */
export const COMPILED = join(CACHE, "compiled");
/** A folder that machine and VM share; one for each use, since two VMs may run at once. */
export const shareOf = (use: string): string => join(CACHE, "share", use);

/** Builds what the VM boots, where that is due; says what to do and gives false where it cannot. */
export function buildVm(architecture: Architecture): boolean {
  const folder = builtFor(architecture);
  if (buildKernel(architecture) && (architecture === "amd64" || bash("system.sh", folder))) return true;
  process.stderr.write(
    `The VM could not be built. Delete ${folder} and try again; it needs Debian 12, its mirror, and for arm64 npm's.\n`,
  );
  return false;
}

/** The kernel and the first files alone: enough for a VM with a disk of its own. */
export function buildKernel(architecture: Architecture): boolean {
  mkdirSync(builtFor(architecture), { recursive: true });
  return bash("build.sh", builtFor(architecture), architecture);
}

function bash(script: string, ...words: readonly string[]): boolean {
  return spawnSync("bash", [join(import.meta.dirname, script), ...words], { stdio: "inherit" }).status === 0;
}
