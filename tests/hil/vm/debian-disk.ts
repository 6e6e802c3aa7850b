import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtFor, buildKernel, DEBIAN_DISK, shareOf } from "./cache.ts";
import { newDisk } from "./devices.ts";
import { haveDebianPackages, isThere } from "./packages.ts";
import { Vm } from "./vm.ts";

/** What a controller's Debian has before anything of ours is installed. */
const INCLUDED = "systemd,systemd-sysv,udev,dbus,libstdc++6";
const UNPACK_MS = 600_000;
/** dpkg configures some 100 packages, at the pace of an emulator. */
const CONFIGURE_MS = 30 * 60_000;
/** Room for Debian (0.4 GB), the package and two slots (0.2 GB each), and an archive. It has holes where nothing is. */
const DISK_MB = 3_072;

/** What debootstrap does in its second stage, which wants the processor that the programs are made for. */
const SECOND_STAGE = `set -e
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
# All or nothing: a sync at the end is enough.
echo force-unsafe-io > /etc/dpkg/dpkg.cfg.d/unsafe
/debootstrap/debootstrap --second-stage
rm /etc/dpkg/dpkg.cfg.d/unsafe
rm -rf /var/cache/apt/archives/*.deb
systemd-machine-id-setup
echo controller > /etc/hostname
sync
echo 0 > /hil/exit
`;

/** Copies Debian's disk to `to`, with the holes that it has. */
export async function copyDebian(to: string): Promise<void> {
  await makeDisk();
  copyDisk(DEBIAN_DISK, to);
}

export function copyDisk(from: string, to: string): void {
  must("cp", ["--sparse=always", from, to]);
}

/** Once for all runs, whole or not at all: unpacked on the machine, configured in a VM of its own kind. */
async function makeDisk(): Promise<void> {
  if (!isThere("debootstrap")) throw new Error("debootstrap is missing. Type: sudo apt-get install debootstrap");
  if (!haveDebianPackages("arm64")) throw new Error("The line above installs what is missing for an arm64 VM.");
  if (!buildKernel("arm64")) throw new Error("The arm64 VM's kernel could not be built; its last words are above.");
  if (existsSync(DEBIAN_DISK)) return;
  const folder = mkdtempSync(join(tmpdir(), "gaturum-debian-"));
  const unfinished = `${DEBIAN_DISK}.new`;
  try {
    const words = ["--foreign", "--arch=arm64", "--variant=minbase", `--include=${INCLUDED}`, "bookworm"];
    must("debootstrap", [...words, join(folder, "root")]);
    // In a container debootstrap makes it a link to the machine's own.
    rmSync(join(folder, "root/proc"), { recursive: true, force: true });
    mkdirSync(join(folder, "root/proc"));
    newDisk(unfinished, DISK_MB, join(folder, "root"));
    await configure(unfinished);
    renameSync(unfinished, DEBIAN_DISK);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(unfinished, { force: true });
  }
}

async function configure(disk: string): Promise<void> {
  const share = shareOf("debian-disk");
  mkdirSync(share, { recursive: true });
  writeFileSync(join(share, "before.sh"), SECOND_STAGE);
  const vm = new Vm({ built: builtFor("arm64"), architecture: "arm64", share, disk });
  if ((await vm.end(CONFIGURE_MS)) !== 0) throw new Error("Debian for arm64 could not be configured; it says why above.");
}

function must(command: string, words: readonly string[]): void {
  const done = spawnSync(command, words, { encoding: "utf8", timeout: UNPACK_MS });
  if (done.status !== 0) throw new Error(`${command} ${words.join(" ")}: ${done.stderr || String(done.error)}`);
}
