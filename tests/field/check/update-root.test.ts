import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { missingUpdateRoot } from "../../../device/field/check/gather/update-root.ts";

let top: string;
beforeEach(() => (top = mkdtempSync(join(tmpdir(), "gaturum-update-root-"))));
afterEach(() => rmSync(top, { recursive: true }));

const updates = "https://updates.example/gaturum";
const look = (of: string | null = updates) =>
  missingUpdateRoot({ updates: of }, { rootFile: join(top, "update-root.json"), folder: join(top, "updates") });

it("is missed where the config names updates, and nowhere else", async () => {
  expect(await look()).toBe(join(top, "update-root.json"));
  expect(await look(null)).toBeNull();
});

it("is not missed where it is, nor once something was verified", async () => {
  writeFileSync(join(top, "update-root.json"), "{}");
  expect(await look()).toBeNull();
  rmSync(join(top, "update-root.json"));
  mkdirSync(join(top, "updates/metadata"), { recursive: true });
  expect(await look()).toBeNull();
});
