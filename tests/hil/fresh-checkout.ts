import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { ROOT } from "../setup/vitest-run.ts";

/** What a compiler is called, and what node-gyp needs beside it, with Debian's prefixes and versions. */
const COMPILER = /^(?:.*-)?(?:gcc|g\+\+|cc|c\+\+|c89|c99|cpp|clang.*|g?make|python.*|pypy.*)(?:-[\d.]+)?$/;
const WITHIN_MS = 110_000;
/** Without the tools of this checkout, which npm and vitest have put in front: the fresh one has none yet. */
const PATH = (process.env["PATH"] ?? "").split(delimiter).filter((path) => !path.includes("node_modules"));

export type Ended = { readonly code: number | null; readonly said: string };
type Locked = { readonly dependencies?: Readonly<Record<string, string>> };

/** This checkout as someone has just cloned it, on a computer without a compiler. */
export class FreshCheckout {
  readonly folder: string;
  readonly #base = mkdtempSync(join(tmpdir(), "gaturum-fresh-"));

  constructor() {
    this.folder = join(this.#base, "gaturum");
    const isOurs = (path: string) => !["node_modules", ".git"].includes(basename(path));
    cpSync(ROOT, this.folder, { recursive: true, filter: isOurs });
    linkPrograms(join(this.#base, "bin"));
  }

  /** Runs npm as the person at that computer would; `compiler`: one has been installed. */
  npm(words: readonly string[], compiler = false): Ended {
    const path = compiler ? PATH.join(delimiter) : join(this.#base, "bin");
    const env = { HOME: process.env["HOME"] ?? this.#base, PATH: path };
    const done = spawnSync("npm", words, { cwd: this.folder, env, encoding: "utf8", timeout: WITHIN_MS });
    return { code: done.status, said: done.stdout + done.stderr };
  }

  /** Packages of the lock that are there. */
  get packages(): ReadonlySet<string> {
    const paths = Object.keys(this.#lock).filter((path) => path !== "" && existsSync(join(this.folder, path)));
    return new Set(paths.map((path) => path.replace("node_modules/", "")));
  }

  /** A package, and all that it needs. */
  neededBy(name: string): ReadonlySet<string> {
    const needed = new Set([name]);
    for (const one of needed) {
      for (const next of Object.keys(this.#lock[`node_modules/${one}`]?.dependencies ?? {})) needed.add(next);
    }
    return needed;
  }

  remove(): void {
    rmSync(this.#base, { recursive: true, force: true });
  }

  get #lock(): Readonly<Record<string, Locked>> {
    const text = readFileSync(join(this.folder, "package-lock.json"), "utf8");
    return (JSON.parse(text) as { readonly packages: Readonly<Record<string, Locked>> }).packages;
  }
}

/** Every program of the PATH but a compiler; of two with one name the first, as a shell would take it. */
function linkPrograms(folder: string): void {
  mkdirSync(folder);
  for (const from of PATH.filter((path) => existsSync(path))) {
    for (const name of readdirSync(from)) {
      if (!COMPILER.test(name) && !existsSync(join(folder, name))) symlinkSync(join(from, name), join(folder, name));
    }
  }
}
