import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildKernel, DEBIAN_DISK } from "./cache.ts";
import { newDisk } from "./devices.ts";
import { haveDebianPackages, isThere } from "./packages.ts";

/** What a controller's Debian has before anything of ours is installed. */
const INCLUDED = "systemd,systemd-sysv,udev,dbus,libstdc++6";
const MAKE_MS = 1_800_000;
/** Room for Debian (0.4 GB), the package and two slots (0.2 GB each), and an archive. It has holes where nothing is. */
const DISK_MB = 3_072;
/** Where Linux learns what runs another computer's programs, and Debian's own line for it. */
const BINFMT = "/proc/sys/fs/binfmt_misc";
const ARM64_LINE = "/usr/lib/binfmt.d/qemu-aarch64.conf";

/** Copies a Debian for arm64 to `to`, as a disk. Its files are made once for all runs, whole or not at all. */
export function copyDebian(to: string): void {
  if (!haveDebianPackages("arm64")) throw new Error("The line above installs what is missing for an arm64 VM.");
  for (const name of ["debootstrap", ARM64_LINE]) {
    if (!isThere(name)) throw new Error(`${name} is missing. Type: sudo apt-get install debootstrap qemu-user-static`);
  }
  if (!buildKernel("arm64")) throw new Error("The arm64 VM's kernel could not be built; its last words are above.");
  if (!existsSync(DEBIAN_DISK)) makeDisk();
  copyDisk(DEBIAN_DISK, to);
}

/** With the holes that it has. */
export function copyDisk(from: string, to: string): void {
  must("cp", ["--sparse=always", from, to]);
}

function makeDisk(): void {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-debian-"));
  const [root, unfinished] = [join(folder, "root"), `${DEBIAN_DISK}.new`];
  try {
    runningArm64(() => {
      must("debootstrap", ["--arch=arm64", "--variant=minbase", `--include=${INCLUDED}`, "bookworm", root]);
      must("chroot", [root, "systemd-machine-id-setup"]);
    });
    // Where debootstrap is in a container it makes it a link to the machine's own.
    rmSync(join(root, "proc"), { recursive: true, force: true });
    mkdirSync(join(root, "proc"));
    writeFileSync(join(root, "etc/hostname"), "controller\n");
    newDisk(unfinished, DISK_MB, root);
    renameSync(unfinished, DEBIAN_DISK);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(unfinished, { force: true });
  }
}

/** Meanwhile this machine runs programs for arm64; afterwards as before. Packages are configured by their own programs. */
function runningArm64(work: () => void): void {
  const wasMounted = existsSync(join(BINFMT, "register"));
  if (!wasMounted) must("mount", ["-t", "binfmt_misc", "binfmt_misc", BINFMT]);
  const entry = join(BINFMT, "qemu-aarch64");
  const wasThere = existsSync(entry);
  try {
    if (!wasThere) writeFileSync(join(BINFMT, "register"), readFileSync(ARM64_LINE));
    work();
  } finally {
    if (!wasThere && existsSync(entry)) writeFileSync(entry, "-1");
    if (!wasMounted) must("umount", [BINFMT]);
  }
}

function must(command: string, words: readonly string[]): void {
  const env = { ...process.env, LC_ALL: "C.UTF-8", DEBIAN_FRONTEND: "noninteractive" };
  const done = spawnSync(command, words, { encoding: "utf8", timeout: MAKE_MS, env });
  if (done.status !== 0) throw new Error(`${command} ${words.join(" ")}: ${done.stderr || String(done.error)}`);
}
