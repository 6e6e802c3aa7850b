import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planted } from "../mutants/planted.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { BUGS } from "./bugs.ts";

const COPIED = ["device", "hal-mocks", "config", "drivers", "tests", "package.json"];
/** Every bug must be found within so many seeds. */
export const SEEDS = 200;
const WITHIN_MS = 600_000;

type Found = { readonly failed: readonly number[] };

/**
 * Plants one bug after the other into a copy, and tells which seed found it; first the sound code lives through the same
 * seeds. Exit code 0: that breaks no law, and each bug was found.
 */
export function hunt(json: boolean): number {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-seeds-"));
  const tell = (name: string, seed: number | null): void => {
    const words = (seed === null ? `none of ${SEEDS}` : `seed ${seed}`).padEnd(12);
    process.stdout.write(json ? `${JSON.stringify({ name, seed })}\n` : `${words}${name}\n`);
  };
  let found = 0;
  try {
    for (const path of COPIED) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    const unsound = firstSeed(folder);
    tell("the sound code", unsound);
    if (unsound !== null) return 1;
    for (const bug of BUGS) {
      const path = join(folder, bug.file);
      const sound = readFileSync(path, "utf8");
      writeFileSync(path, planted(sound, bug));
      const seed = firstSeed(folder);
      writeFileSync(path, sound);
      if (seed !== null) found += 1;
      tell(bug.name, seed);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const total = { planted: BUGS.length, found };
  process.stdout.write(json ? `${JSON.stringify(total)}\n` : `${found} of ${BUGS.length} planted bugs found\n`);
  return found === BUGS.length ? 0 : 1;
}

/** null: none found it. A bug that makes it spin or end is found at the first. */
function firstSeed(folder: string): number | null {
  const words = ["tests/seeds/run.ts", "--seeds", String(SEEDS), "--from", "1", "--first", "--json"];
  const { stdout, status } = spawnSync(process.execPath, words, {
    ...{ cwd: folder, encoding: "utf8", timeout: WITHIN_MS, stdio: ["ignore", "pipe", "ignore"] },
  });
  if (status === 0) return null;
  const last = stdout.trim().split("\n").at(-1) ?? "";
  return last.startsWith("{") ? ((JSON.parse(last) as Found).failed[0] ?? null) : 1;
}
