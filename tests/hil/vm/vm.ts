import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { disk } from "./devices.ts";
import { giveCompiled } from "./compiled.ts";
import { checkoutWord, filesOf, folder, MACHINES, type Architecture } from "./machine.ts";
import { Qmp } from "./qmp.ts";
import { Shell } from "./shell.ts";

export type VmGiven = {
  /** What `build.sh` made. */
  readonly built: string;
  /** amd64 unless it is said. */
  readonly architecture?: Architecture;
  /** A disk with a Debian of its own, as `debian-disk.ts` makes it: it boots that, in place of the files below. */
  readonly disk?: string;
  /** A folder that machine and VM both see, as /hil inside. */
  readonly share: string;
  /** A bash script that it runs, by its path on the machine, and then powers off. Without one it obeys `shell`. */
  readonly script?: string;
  /** What its clock shows when it boots, UTC, as 2026-11-25T02:00:00. */
  readonly clock?: string;
  /** Further words for qemu, as `devices.ts` gives them. */
  readonly devices?: readonly string[];
};

const SHELL_SCRIPT = join(import.meta.dirname, "../guest/shell.sh");
/** Powering off waits for nothing but a sync. */
const OFF_MS = 20_000;

/** The VM from power on to power off: Debian's kernel under emulation, x86-64 with the machine's own files, or on a disk. */
export class Vm {
  readonly qmp: Qmp;
  readonly shell: Shell;
  readonly share: string;
  readonly #bootMs: number;
  readonly #qemu: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #sockets = mkdtempSync(join(tmpdir(), "gaturum-vm-"));

  constructor(given: VmGiven) {
    const { built, architecture = "amd64", share, clock, devices = [] } = given;
    this.share = share;
    mkdirSync(share, { recursive: true });
    rmSync(join(share, "exit"), { force: true });
    if (architecture === "amd64") giveCompiled(share);
    const socket = (name: string) => join(this.#sockets, name);
    const { qemu, board, pace, console, shell, bootMs } = MACHINES[architecture];
    this.#bootMs = bootMs;
    // Two that obey run at once, on two cores: with two processors each, the same suites took a third longer.
    const machine = [...board, ...pace, "-smp", given.script === undefined ? "1" : "2", "-m", "1024"];
    const bare = ["-nodefaults", "-no-user-config", "-display", "none", "-serial", "stdio"];
    const kernel = ["-kernel", join(built, "vmlinux"), "-initrd", join(built, "initrd")];
    const words = `console=${console} panic=-1 mitigations=off quiet ${firstWords(given)}`;
    const rtc = clock === undefined ? [] : ["-rtc", `base=${clock}`];
    const files = given.disk === undefined ? filesOf(architecture, built) : disk(given.disk);
    const shared = folder("hilshare", share);
    const reached = ["-qmp", `unix:${socket("qmp")},server=on,wait=off`, ...line(shell, socket("shell"))];
    // Whoever started it may be killed: then it goes too.
    this.#qemu = spawn(
      "setpriv",
      [
        ...["--pdeathsig", "KILL", qemu, ...bare, ...machine, ...kernel],
        ...["-append", words, ...rtc, ...files, ...shared, ...reached, ...devices],
      ],
      { stdio: ["ignore", "inherit", "inherit"] },
    );
    this.#ended = once(this.#qemu, "exit");
    this.qmp = new Qmp(socket("qmp"), this.#ended);
    this.shell = new Shell(socket("shell"), share, this.#ended);
  }

  /** Of a VM without a script: waits until `shell` obeys, for the first or a later boot. */
  async booted(boots = 1): Promise<void> {
    await this.shell.booted(boots, this.#bootMs);
  }

  /** Waits for the script's end and gives its exit code; null: it never came to it, or not within the time. */
  async end(withinMs: number): Promise<number | null> {
    const timer = setTimeout(() => void this.cutPower(), withinMs);
    await this.#ended;
    clearTimeout(timer);
    this.#forget();
    const file = join(this.share, "exit");
    return existsSync(file) ? Number(readFileSync(file, "utf8")) : null;
  }

  /** Of a VM without a script: powers it off in good order, or cuts its power where it does not obey. */
  async off(): Promise<void> {
    this.shell.leave();
    await this.end(OFF_MS);
  }

  /** The power is gone, now: what the VM had not written to its disk is lost. */
  async cutPower(): Promise<void> {
    this.#qemu.kill("SIGKILL");
    await this.#ended;
    this.#forget();
  }

  #forget(): void {
    this.qmp.close();
    this.shell.close();
    rmSync(this.#sockets, { recursive: true, force: true });
  }
}

/** What its first process is, and what that is told. */
const firstWords = ({ disk: root, script = SHELL_SCRIPT, architecture = "amd64" }: VmGiven): string =>
  root === undefined ? `hil.run=${script}${checkoutWord(architecture)}` : "rdinit=/init-disk";

/** Its second serial line. */
const line = (device: string, path: string): readonly string[] => [
  ...["-chardev", `socket,id=shell,path=${path},server=on,wait=off`, "-device", `${device},chardev=shell`],
];
