import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { OPTIBOOT } from "../vm/packages.ts";
import { BOOTLOADER_AT, HZ } from "./uno.ts";

/**
 * Compiles Optiboot, an Arduino Uno's own bootloader, from the source that Debian ships, into `folder`, and gives its Intel
 * HEX file. As an Uno has it but for the blinking at its start: Debian's compiler makes that 20 bytes longer than the
 * place it has, and Debian's own file is so.
 */
export function buildBootloader(folder: string): string {
  const [object, linked, hex] = ["optiboot.o", "optiboot.elf", "optiboot.hex"].map((name) => join(folder, name));
  if (object === undefined || linked === undefined || hex === undefined) throw new Error("three names");
  const settings = [`-DF_CPU=${HZ}L`, "-DBAUD_RATE=115200", "-DLED_START_FLASHES=0", `-I${dirname(OPTIBOOT)}`];
  const shape = ["-Os", "-fno-inline-small-functions", "-fno-split-wide-types", "-mshort-calls", "-mmcu=atmega328p"];
  run("avr-gcc", ["-w", ...shape, ...settings, "-c", "-o", object, OPTIBOOT]);
  const sections = { text: BOOTLOADER_AT, version: BOOTLOADER_AT + 0x1fe };
  const places = Object.entries(sections).map(([name, at]) => `-Wl,--section-start=.${name}=0x${at.toString(16)}`);
  run("avr-gcc", [...shape, ...places, "-Wl,--relax", "-nostartfiles", "-o", linked, object]);
  run("avr-objcopy", ["-j", ".text", "-j", ".data", "-j", ".version", "-O", "ihex", linked, hex]);
  return hex;
}

function run(program: string, words: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
}
