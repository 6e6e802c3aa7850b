import fs, { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Trusted } from "../../device/update/trusted.ts";

/** What was made to last, and what was renamed, in their order. */
const steps: string[] = [];
const { fsyncSync, renameSync } = fs;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gaturum-trusted-"));
  mkdirSync(join(folder, "metadata"));
  for (const name of ["root", "timestamp"]) writeFileSync(join(folder, `metadata/${name}.json`), "{}");
  steps.length = 0;
  vi.spyOn(fs, "fsyncSync").mockImplementation((file) => {
    steps.push(`sync ${readlinkSync(`/proc/self/fd/${file}`)}`);
    fsyncSync(file);
  });
  vi.spyOn(fs, "renameSync").mockImplementation((from, to) => {
    steps.push(`rename ${String(from)}`);
    renameSync(from, to);
  });
  syncBuiltinESMExports();
});
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  rmSync(folder, { recursive: true });
});

it("every file of the new metadata is on the disk before it takes the place of the old", () => {
  const trusted = new Trusted(folder);
  const next = trusted.begin("none") ?? "";
  writeFileSync(join(next, "timestamp.json"), '{"newer":true}');
  trusted.end();
  const inForce = steps.indexOf(`rename ${next}`);
  const before = steps.slice(0, inForce);
  expect(inForce).toBeGreaterThan(0);
  for (const path of [join(next, "root.json"), join(next, "timestamp.json"), next])
    expect(before).toContain(`sync ${path}`);
});
