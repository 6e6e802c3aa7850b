import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

const SLOT_DISK = new URL("../../device/update/slot-disk.ts", import.meta.url).href;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gaturum-slot-disk-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A limit of the kernel for files stands for a card that fills: it takes a piece, and then no more. */
it("a text that does not fit leaves the old one whole", () => {
  const file = join(folder, "state.json");
  writeFileSync(file, "old");
  const write = `import(${JSON.stringify(SLOT_DISK)}).then(({ writeWhole }) => writeWhole(process.argv[1], "new".repeat(4_000)))`;
  const shell = ["-c", 'ulimit -f 4; exec "$@"', "sh", process.execPath, "--eval", write, file];
  const { status, stderr } = spawnSync("/bin/sh", shell, { encoding: "utf8", timeout: 60_000 });
  expect(stderr).toMatch(/EFBIG/);
  expect([status === 0, readFileSync(file, "utf8")]).toEqual([false, "old"]);
});
