import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { until } from "../link/link-process.ts";
import { CleanRoot, type Ended } from "./clean-root.ts";

/** systemd is up within 3 s here; a slow machine takes longer. */
const BOOT_S = 60;
const SCRIPT_MS = 1_800_000;
const INSIDE = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "DEBIAN_FRONTEND=noninteractive"];

/**
 * A Debian root whose first process is systemd: units run as on a controller, at the machine's own pace, with users,
 * sandbox and timers. It has the kernel of the machine and no hardware but the devices that are given. Root's alone.
 */
export class BootedRoot {
  readonly #root = new CleanRoot();
  readonly #devices: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;
  #group = "";
  #pid = 0;

  /** `devices`: of the machine, by their names below /dev inside. */
  constructor(devices: Readonly<Record<string, string>> = {}) {
    this.#devices = devices;
  }

  /** A path of its files, on or off. */
  at(path: string): string {
    return this.#root.at(path);
  }

  files(): readonly string[] {
    return this.#root.files();
  }

  /** While it is off. */
  runOff(script: string): Ended {
    return this.#root.run(script);
  }

  async powerOn(): Promise<void> {
    this.#group = mkdtempSync(join(cgroups(), "gaturum-root-"));
    const pairs = Object.entries(this.#devices).map(([name, device]) => `${device}=${name}`);
    const boot = join(import.meta.dirname, "guest/boot-systemd.sh");
    const apart = ["--mount", "--pid", "--uts", "--ipc", "--net", "--cgroup", "--fork", "--kill-child"];
    const enter = `echo $$ > ${this.#group}/cgroup.procs; exec unshare ${apart.join(" ")} "$@"`;
    // Whoever started it may be killed: then it goes too.
    const child = spawn("setpriv", ["--pdeathsig", "KILL", "sh", "-c", enter, "sh", boot, this.#root.path, ...pairs], {
      stdio: "ignore",
    });
    this.#child = child;
    await until("the root's first process", () => (this.#pid = firstChildOf(child.pid ?? 0)) > 0, BOOT_S);
    const isUp = async () => (await this.run("systemctl is-system-running --wait")).said.trim() === "running";
    await until("systemd", isUp, BOOT_S);
  }

  /** All of it is gone at once, and what it had written is there: files of the machine's own disk lose nothing. */
  async powerOff(): Promise<void> {
    if (this.#child === null) return;
    const ended = once(this.#child, "exit");
    process.kill(this.#pid, "SIGKILL");
    await ended;
    this.#child = null;
    removeGroup(this.#group);
  }

  /** One shell script inside, to its end, as root. */
  async run(script: string): Promise<Ended> {
    const words = this.#enter(["-m", "-p", "-u", "-n", "-i", "-C"], ["env", "-i", ...INSIDE, "sh", "-c", script]);
    const child = spawn("nsenter", words, { stdio: ["ignore", "pipe", "pipe"], timeout: SCRIPT_MS });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (piece: string) => (said += piece));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, said };
  }

  /** A program of the machine in the root's network: a broker, a backend. */
  beside(command: string, words: readonly string[], env: NodeJS.ProcessEnv = process.env): ChildProcess {
    const within = ["--pdeathsig", "KILL", "nsenter", ...this.#enter(["-n"], [command, ...words])];
    return spawn("setpriv", within, { env, stdio: ["pipe", "pipe", "pipe"] });
  }

  async remove(): Promise<void> {
    await this.powerOff();
    await this.#root.remove();
  }

  #enter(spaces: readonly string[], words: readonly string[]): string[] {
    return ["-t", String(this.#pid), ...spaces, "--", ...words];
  }
}

/** Where groups of processes are made: the version that systemd asks for, which may stand beside the older one. */
function cgroups(): string {
  const both = "/sys/fs/cgroup/unified";
  return existsSync(both) ? both : "/sys/fs/cgroup";
}

function removeGroup(path: string): void {
  for (const { name } of readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()))
    removeGroup(join(path, name));
  rmdirSync(path);
}

function firstChildOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0]);
  } catch {
    return 0;
  }
}
