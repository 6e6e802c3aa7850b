import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** What `build.sh` made, and the folder that the VM sees as /hil. */
export type VmGiven = {
  readonly built: string;
  readonly share: string;
  /** A bash script that it runs, by its path on the host, and then powers off. */
  readonly script: string;
  /** What its clock shows when it boots, UTC, as 2026-11-25T02:00:00. */
  readonly clock?: string;
  /** Further words for qemu. */
  readonly devices?: readonly string[];
};

/**
 * One boot of the VM: Debian's kernel under emulation, with the host's files. q35, since microvm hangs in some boots;
 * emulated even where a faster way is there, so that it is the same everywhere.
 */
export class Vm {
  readonly #share: string;
  readonly #qemu: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor({ built, share, script, clock, devices = [] }: VmGiven) {
    this.#share = share;
    mkdirSync(share, { recursive: true });
    rmSync(join(share, "exit"), { force: true });
    const machine = ["-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "1024"];
    const bare = ["-nodefaults", "-no-user-config", "-no-reboot", "-display", "none", "-serial", "stdio"];
    const kernel = ["-kernel", join(built, "vmlinux"), "-initrd", join(built, "initrd")];
    const words = `console=ttyS0 panic=-1 mitigations=off quiet hil.run=${script}`;
    const rtc = clock === undefined ? [] : ["-rtc", `base=${clock}`];
    const files = [...folder("hostroot", "/", ",readonly=on"), ...folder("hilshare", share, "")];
    this.#qemu = spawn(
      "qemu-system-x86_64",
      [...bare, ...machine, ...kernel, "-append", words, ...rtc, ...files, ...devices],
      { stdio: ["ignore", "inherit", "inherit"] },
    );
    this.#ended = once(this.#qemu, "exit");
  }

  /** The script's exit code; null: it never came to its end, or not within the time, and the power was cut. */
  async end(withinMs: number): Promise<number | null> {
    const timer = setTimeout(() => {
      this.cutPower();
    }, withinMs);
    await this.#ended;
    clearTimeout(timer);
    const file = join(this.#share, "exit");
    return existsSync(file) ? Number(readFileSync(file, "utf8")) : null;
  }

  cutPower(): void {
    this.#qemu.kill("SIGKILL");
  }
}

const folder = (tag: string, path: string, more: string): readonly string[] => [
  ...["-fsdev", `local,id=${tag},path=${path},security_model=none,multidevs=remap${more}`],
  ...["-device", `virtio-9p-pci,fsdev=${tag},mount_tag=${tag}`],
];
