import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** What the VM and `onoff` need of the machine: a program, and the Debian package that has it. */
const NEEDED = {
  "qemu-system-x86_64": "qemu-system-x86",
  busybox: "busybox-static",
  cpio: "cpio",
  gcc: "gcc",
  "g++": "g++",
  make: "make",
  python3: "python3",
  strip: "binutils",
  xz: "xz-utils",
} as const;

/** Installs what is missing, as root and where someone said so; else says which line to type. */
export function haveDebianPackages(): boolean {
  const missing = Object.entries(NEEDED).filter(([program]) => !isThere(program));
  if (missing.length === 0) return true;
  const words = ["install", "-y", "--no-install-recommends", ...missing.map(([, name]) => name), "libelf1"];
  const asked = process.env["CI"] === "true" || process.env["GATURUM_SETUP"] === "yes";
  if (process.getuid?.() !== 0 || !asked) {
    process.stdout.write(`Missing: ${missing.map(([program]) => program).join(", ")}. Type:\n`);
    process.stdout.write(`sudo apt-get update && sudo apt-get ${words.join(" ")}\n`);
    return false;
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update"], { env, stdio: "inherit" });
  spawnSync("apt-get", words, { env, stdio: "inherit" });
  return missing.every(([program]) => isThere(program));
}

function isThere(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
