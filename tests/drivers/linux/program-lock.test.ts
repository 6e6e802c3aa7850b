import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { lockInWords, programPages } from "../../../drivers/linux/program-lock.ts";

const MODULE = new URL("../../../drivers/linux/program-lock.ts", import.meta.url).href;
/** Frees much of its heap afterwards, and ends by itself: V8 must not find its own pages locked. */
const PROGRAM = `
  const { lockProgram } = await import(${JSON.stringify(MODULE)});
  const { readFileSync } = await import("node:fs");
  const errno = lockProgram();
  let litter = Array.from({ length: 300_000 }, (_, n) => ({ n }));
  const lockedKb = Number(/^VmLck:\\s+(\\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  process.stdout.write(JSON.stringify({ errno, lockedKb, length: litter.length }));
  litter = null;
  globalThis.gc();
`;

it("locks the program and nothing that V8 frees, or says why not", () => {
  const words = ["--expose-gc", "--input-type=module", "--eval", PROGRAM];
  const told = execFileSync(process.execPath, words, { encoding: "utf8" });
  const { errno, lockedKb } = JSON.parse(told) as { errno: number; lockedKb: number };
  if (errno === 0) expect(lockedKb).toBeGreaterThan(30_000);
  // EPERM, EAGAIN, ENOMEM of mlock(2).
  else expect([1, 11, 12]).toContain(errno);
});

it("takes mappings of files alone, and no device", () => {
  const maps = [
    "00400000-027b3000 r-xp 00000000 fe:00 123                                /opt/node",
    "027b3000-027b4000 ---p 00000000 fe:00 123                                /opt/node",
    "7f0000000000-7f0000001000 rw-p 00000000 00:00 0 ",
    "7f1000000000-7f1000002000 rw-s 00000000 00:05 9                          /dev/gpiochip0",
    "7f2000000000-7f2000003000 r--p 00001000 fe:00 77                         /lib/libc.so.6",
    "7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0                          [stack]",
  ].join("\n");
  expect(programPages(maps)).toEqual([
    { address: 0x400000n, length: 0x23b3000n },
    { address: 0x7f2000000000n, length: 0x3000n },
  ]);
});

it("tells the cure in words of the unit file", () => {
  expect(lockInWords(0)).toMatch(/is locked/);
  expect(lockInWords(12)).toMatch(/could not be locked in it \(error 12\).*LimitMEMLOCK=infinity/);
});
