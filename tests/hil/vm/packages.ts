import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Architecture } from "./machine.ts";

/** The source of an Arduino Uno's bootloader; its package brings the compiler for it. */
export const OPTIBOOT = "/usr/share/arduino/hardware/arduino/avr/bootloaders/optiboot/optiboot.c";
/** What the rigs and `onoff` need of the machine: a program or a file, and the Debian package that has it. */
const NEEDED: Readonly<Record<string, string>> = {
  "qemu-system-x86_64": "qemu-system-x86",
  busybox: "busybox-static",
  cpio: "cpio",
  gcc: "gcc",
  "g++": "g++",
  make: "make",
  python3: "python3",
  strip: "binutils",
  socat: "socat",
  mosquitto: "mosquitto",
  "mkfs.ext4": "e2fsprogs",
  xz: "xz-utils",
  avrdude: "avrdude",
  [OPTIBOOT]: "arduino-core-avr",
};
/** What is needed beyond that for a VM of another architecture than the machine's. */
const NEEDED_FOR: Readonly<Record<Architecture, Readonly<Record<string, string>>>> = {
  amd64: {},
  arm64: { "qemu-system-aarch64": "qemu-system-arm", "aarch64-linux-gnu-g++": "g++-aarch64-linux-gnu" },
};

/** Where Debian puts what is not in the PATH of a plain user. */
const DAEMON_FOLDERS = ["/usr/sbin", "/sbin"];

/** Installs what is missing, as root and where someone said so; else says which line to type. */
export function haveDebianPackages(architecture: Architecture): boolean {
  const needed = { ...NEEDED, ...NEEDED_FOR[architecture] };
  const missing = Object.entries(needed).filter(([program]) => !isThere(program));
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

/** A program that can be run, or a file. */
export function isThere(program: string): boolean {
  if (program.startsWith("/")) return existsSync(program);
  return [...(process.env["PATH"] ?? "").split(delimiter), ...DAEMON_FOLDERS].some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
