import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planted } from "../mutants/planted.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { BUGS } from "./bugs.ts";
import type { Judged } from "./page.ts";
import type { Lives } from "./lives.ts";
import { tellBug } from "./told.ts";

const COPIED = ["device", "hal-mocks", "config", "drivers", "tests", "package.json"];
/** Every bug must be found within so many seeds. */
export const SEEDS = 200;
/** Of one process: a life that spins shows within so many, at half a second each. */
const SEEDS_AT_ONCE = 20;
/** For those on a machine that has much else to do. Our choice: a hundred times what they take. */
const WITHIN_MS = 1_000_000;

/** What `hunt` ends with. */
export type Hunted = { readonly planted: number; readonly found: number };
export type Hunt = {
  /** Bugs whose name holds one of these; none: all of them. */
  readonly words: readonly string[];
  /** By their place in `BUGS`, from 1, both included. */
  readonly from: number;
  readonly to: number;
  readonly json: boolean;
  readonly write: boolean;
};

/**
 * Plants one bug after the other into a copy, and tells which seed found it and whether the sound code breaks no law in
 * that one. Exit code 0: each was found so.
 */
export function hunt({ words, from, to, json, write }: Hunt): number {
  const asked = BUGS.slice(from - 1, to).filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  const copy = new Copy();
  let found = 0;
  try {
    for (const bug of asked) {
      const judged = copy.judge(bug);
      if (judged.seed !== null && judged.sound) found += 1;
      process.stdout.write(json ? `${JSON.stringify(judged)}\n` : `${wordsOf(judged)}\n`);
      if (write) tellBug(judged);
    }
  } finally {
    copy.remove();
  }
  process.stdout.write(`${JSON.stringify({ planted: asked.length, found } satisfies Hunted)}\n`);
  return found === asked.length && found > 0 ? 0 : 1;
}

function wordsOf({ name, seed, tried, sound, laws }: Judged): string {
  if (seed === null) return `${name}: NOT FOUND (${tried} tried)`;
  return `${name}: found by seed ${seed} (${tried} tried), ${laws.join(", ")}${sound ? "" : ", in which THE SOUND CODE BREAKS A LAW TOO"}`;
}

class Copy {
  readonly #folder = mkdtempSync(join(tmpdir(), "gaturum-seeds-"));

  constructor() {
    for (const path of COPIED) cpSync(join(ROOT, path), join(this.#folder, path), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(this.#folder, "node_modules"));
  }

  judge(bug: (typeof BUGS)[number]): Judged {
    const path = join(this.#folder, bug.file);
    const sound = readFileSync(path, "utf8");
    writeFileSync(path, planted(sound, bug));
    let seed: number | null = null;
    let tried = 0;
    let laws: readonly string[] = [];
    for (let from = 1; from <= SEEDS && seed === null; from += SEEDS_AT_ONCE) {
      const lives = this.#live(from, SEEDS_AT_ONCE, bug.name);
      seed = lives.failed[0] ?? null;
      ({ laws } = lives);
      tried += lives.seeds;
    }
    writeFileSync(path, sound);
    const passes = seed !== null && this.#live(seed, 1, "the sound code").failed.length === 0;
    return { name: bug.name, seed, tried, sound: passes, laws };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Throws where they did not end: a bug that cannot be loaded, or spins, says nothing of the laws. */
  #live(from: number, count: number, whose: string): Lives {
    const words = ["tests/seeds/run.ts", "--seeds", String(count), "--from", String(from), "--first", "--json"];
    const { stdout, stderr } = spawnSync(process.execPath, words, {
      ...{ cwd: this.#folder, encoding: "utf8", timeout: WITHIN_MS, stdio: ["ignore", "pipe", "pipe"] },
    });
    const last = stdout.trim().split("\n").at(-1) ?? "";
    if (last.startsWith("{")) return JSON.parse(last) as Lives;
    throw new Error(`"${whose}" did not live through seeds from ${from} on. Plant it otherwise.\n${stderr}`);
  }
}
