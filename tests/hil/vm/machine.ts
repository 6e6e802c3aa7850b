import { join } from "node:path";
import { ROOT } from "../../setup/vitest-run.ts";

/** In Debian's words. */
export type Architecture = "amd64" | "arm64";

type Machine = {
  readonly qemu: string;
  readonly board: readonly string[];
  /** How it is emulated: even where a faster way is there, so that it is the same everywhere. */
  readonly pace: readonly string[];
  /** Its first serial line, by which its kernel speaks. */
  readonly console: string;
  /** Its second one, which `Shell` needs. */
  readonly shell: string;
  /** A boot, of a whole Debian at worst, on a machine with other work. */
  readonly bootMs: number;
};

/**
 * q35, since microvm hangs in some boots. The Cortex-A72 is the Raspberry Pi 4's.
 *
 * The arm64 VM has a time of its own: an instruction takes 1 ns (2^0), and while it has nothing to do its time goes by as
 * the machine's does. 1,000 million a second is our choice; it was never compared with a real board. What else the machine
 * computes then hardly shows in what is measured inside (files still come at the machine's pace), and no limit needs to be
 * longer than on x86-64.
 */
export const MACHINES: Readonly<Record<Architecture, Machine>> = {
  amd64: {
    qemu: "qemu-system-x86_64",
    board: ["-machine", "q35", "-cpu", "max"],
    pace: ["-accel", "tcg,thread=multi"],
    console: "ttyS0",
    shell: "isa-serial,index=1",
    bootMs: 60_000,
  },
  arm64: {
    qemu: "qemu-system-aarch64",
    board: ["-machine", "virt", "-cpu", "cortex-a72"],
    pace: ["-accel", "tcg", "-icount", "shift=0,sleep=on"],
    console: "ttyAMA0",
    shell: "pci-serial",
    bootMs: 300_000,
  },
};

/**
 * The files that a VM runs on, read only. An x86-64 one has the machine's own; an arm64 one has what `system.sh` made of
 * Debian's packages, and the checkout at the path that it has on the machine.
 */
export function filesOf(architecture: Architecture, built: string): readonly string[] {
  if (architecture === "amd64") return folder("hostroot", "/", ",readonly=on");
  return [...folder("hostroot", join(built, "system"), ",readonly=on"), ...folder("checkout", ROOT, ",readonly=on")];
}

/** A folder of the machine that the VM mounts by its tag. */
export const folder = (tag: string, path: string, more = ""): readonly string[] => [
  ...["-fsdev", `local,id=${tag},path=${path},security_model=none,multidevs=remap${more}`],
  ...["-device", `virtio-9p-pci,fsdev=${tag},mount_tag=${tag}`],
];

/** Where `init.sh` mounts the checkout, where that is not among the files of the VM. */
export const checkoutWord = (architecture: Architecture): string =>
  architecture === "amd64" ? "" : ` hil.checkout=${ROOT.replace(/\/$/, "")}`;
