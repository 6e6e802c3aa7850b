import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const DISK_MB = 64;
/** Read again and again inside the group, so that the kernel must throw out pages, those of programs too. */
const HOG_MB = 256;
const VERSION_1 = "/sys/fs/cgroup/memory";
const VERSION_2 = "/sys/fs/cgroup";
const isVersion2 = existsSync(join(VERSION_2, "cgroup.controllers"));

/** A disk of its own that can be made to stall, and a memory group that can be made short. Needs root. */
export class HardTimes {
  readonly folder = mkdtempSync(join(tmpdir(), "gaturum-stress-"));
  /** Node, copied from inside: so its pages belong to the group, and the kernel may throw them out. */
  readonly node = join(this.folder, "node");
  readonly state = join(this.folder, "disk");
  readonly #group = join(isVersion2 ? VERSION_2 : VERSION_1, `gaturum-${process.pid}`);

  constructor() {
    const image = join(this.folder, "disk.img");
    execFileSync("truncate", ["-s", `${DISK_MB}M`, image]);
    execFileSync("mkfs.ext4", ["-q", image]);
    mkdirSync(this.state);
    execFileSync("mount", ["-o", "loop", image, this.state]);
    mkdirSync(this.#group);
  }

  async prepare(): Promise<void> {
    await once(this.start(["cp", process.execPath, this.node], {}), "exit");
  }

  /** Starts a program inside the group. */
  start(words: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
    return spawn("sh", ["-c", 'echo $$ > "$0/cgroup.procs" && exec "$@"', this.#group, ...words], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
  }

  /** From now on the group has this much memory, and something in it reads a file that is larger. */
  shortenMemory(bytes: number): void {
    writeFileSync(join(this.#group, isVersion2 ? "memory.max" : "memory.limit_in_bytes"), String(bytes));
    const reads = `head -c ${HOG_MB}M /dev/zero > "$0"; while :; do cat "$0" > /dev/null; done`;
    this.start(["sh", "-c", reads, join(this.folder, "litter")], {});
  }

  /** Times that the kernel had to make room in the group. */
  get reclaims(): number {
    const file = isVersion2 ? "memory.events" : "memory.failcnt";
    const text = readFileSync(join(this.#group, file), "utf8");
    return Number(isVersion2 ? /^max (\d+)$/m.exec(text)?.[1] : text);
  }

  /** Nothing written to the disk gets there for so long. */
  async stallDisk(ms: number): Promise<void> {
    execFileSync("fsfreeze", ["-f", this.state]);
    try {
      await pause(ms);
    } finally {
      execFileSync("fsfreeze", ["-u", this.state]);
    }
  }

  async end(): Promise<void> {
    await this.#emptyGroup();
    spawnSync("umount", [this.state]);
    rmdirSync(this.#group);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #emptyGroup(): Promise<void> {
    for (let tries = 0; tries < 50; tries++) {
      const pids = readFileSync(join(this.#group, "cgroup.procs"), "utf8").split("\n").filter(Boolean);
      if (pids.length === 0) return;
      for (const pid of pids) spawnSync("kill", ["-KILL", pid]);
      await pause(100);
    }
  }
}
