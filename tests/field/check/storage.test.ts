import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import { lookAtStorage } from "../../../device/field/check/gather/storage.ts";

const folder = mkdtempSync(join(tmpdir(), "gaturum-storage-"));
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});
afterAll(() => rmSync(folder, { recursive: true }));

it("writes pages, times them, and leaves nothing", async () => {
  expect(await lookAtStorage(folder)).toMatchObject({ folder, is: "fine" });
  expect(readdirSync(folder)).toEqual([]);
});

it("follows no link that control's user laid for root", async () => {
  const victim = join(folder, "victim");
  writeFileSync(victim, "shadow");
  symlinkSync(victim, join(folder, `.check-${process.pid}`));
  expect(await lookAtStorage(folder)).toMatchObject({ is: "fine" });
  expect(readFileSync(victim, "utf8")).toBe("shadow");
});

it("all pages go into one file, whose name nobody can know before", async () => {
  const names = new Set<string>();
  const writePage = () => {
    for (const name of readdirSync(folder)) names.add(name);
    return Promise.resolve();
  };
  await lookAtStorage(folder, writePage);
  await lookAtStorage(folder, writePage);
  expect([...names]).toHaveLength(2);
  for (const name of names) expect(name).toMatch(/^\.check-[-0-9a-f]{36}$/);
});

it("a write that fails is told by its code, and its file is taken away", async () => {
  const full = Object.assign(new Error("full"), { code: "ENOSPC" });
  expect(await lookAtStorage(folder, () => Promise.reject(full))).toMatchObject({ is: "failed", code: "ENOSPC" });
  expect(readdirSync(folder)).toEqual([]);
  expect(await lookAtStorage(join(folder, "no"))).toMatchObject({ is: "failed", code: "ENOENT" });
});
