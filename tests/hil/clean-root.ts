import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLEAN_ROOT } from "./vm/cache.ts";
import { isThere } from "./vm/packages.ts";

/** What a controller's Debian has before anything of ours is installed: no compiler, no npm, no Node. */
const INCLUDED = "systemd,udev,libstdc++6";
const MAKE_MS = 600_000;
/** Whose files change with any package. */
const OF_DPKG =
  /^(?:var\/lib\/dpkg|var\/log|var\/cache\/(?:ldconfig|debconf)|etc\/(?:passwd|group|shadow|gshadow)-|tmp|srv)(?:\/|$)/;

export type Ended = { readonly code: number | null; readonly said: string };
export type Job = { readonly said: () => string; readonly end: () => Promise<number | null>; readonly pid: number };

/** A Debian root of its own, without a network, under an overlay that is gone afterwards. Root's alone. */
export class CleanRoot {
  readonly path: string;
  readonly #base = mkdtempSync(join(tmpdir(), "gaturum-root-"));
  readonly #jobs = new Set<ChildProcess>();

  constructor() {
    makeRoot();
    this.path = join(this.#base, "root");
    for (const name of ["root", "upper", "work"]) mkdirSync(join(this.#base, name));
    const layers = `lowerdir=${CLEAN_ROOT},upperdir=${join(this.#base, "upper")},workdir=${join(this.#base, "work")}`;
    must("mount", ["-t", "overlay", "overlay", "-o", layers, this.path]);
    must("mount", ["-t", "proc", "proc", join(this.path, "proc")]);
  }

  at(path: string): string {
    return join(this.path, path);
  }

  /** One shell script, to its end. */
  run(script: string, user = "root", group = user): Ended {
    const [command, words] = this.#inside(["sh", "-c", script], user, group);
    const done = spawnSync(command, words, { encoding: "utf8", env: ENV, timeout: 120_000 });
    return { code: done.status, said: done.stdout + done.stderr };
  }

  /** A program that runs on, as its unit starts it. */
  start(line: string, user: string, group: string): Job {
    const [command, words] = this.#inside(line.split(" "), user, group);
    const child = spawn(command, words, { env: ENV, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (piece: Buffer) => (said += piece.toString()));
    this.#jobs.add(child);
    const ended = once(child, "exit").then(([code]) => {
      this.#jobs.delete(child);
      return code as number | null;
    });
    const end = (): Promise<number | null> => {
      child.kill("SIGTERM");
      return ended;
    };
    return { said: () => said, end, pid: child.pid ?? 0 };
  }

  /** Each path of the root, with its kind and its mode; without what dpkg notes for itself. */
  files(): readonly string[] {
    return this.#files("").sort();
  }

  async remove(): Promise<void> {
    for (const child of this.#jobs) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    must("umount", [join(this.path, "proc")]);
    must("umount", [this.path]);
    rmSync(this.#base, { recursive: true, force: true });
  }

  /** Each of them becomes the next: the process that is started is in the end the program itself. */
  #inside(words: readonly string[], user: string, group: string): [string, string[]] {
    const as = user === "root" ? [] : ["setpriv", "--reuid", user, "--regid", group, "--init-groups", "--"];
    return ["unshare", ["--net", "--uts", "chroot", this.path, ...as, ...words]];
  }

  #files(folder: string): string[] {
    return readdirSync(this.at(folder), { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (OF_DPKG.test(path) || ["proc", "sys", "dev"].includes(path)) return [];
      const line = `${path} ${lstatSync(this.at(path)).mode.toString(8)}`;
      return entry.isDirectory() ? [line, ...this.#files(path)] : [line];
    });
  }
}

const ENV = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" };

/** Once for all runs, whole or not at all. */
function makeRoot(): void {
  if (existsSync(CLEAN_ROOT)) return;
  const unfinished = `${CLEAN_ROOT}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  if (!isThere("debootstrap")) throw new Error("debootstrap is missing. Type: sudo apt-get install debootstrap");
  must("debootstrap", ["--variant=minbase", `--include=${INCLUDED}`, "bookworm", unfinished]);
  renameSync(unfinished, CLEAN_ROOT);
}

function must(command: string, words: readonly string[]): void {
  const done = spawnSync(command, words, { encoding: "utf8", timeout: MAKE_MS });
  if (done.status !== 0) throw new Error(`${command} ${words.join(" ")}: ${done.stderr || String(done.error)}`);
}
