import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { ROOT } from "../../setup/vitest-run.ts";

const folder = mkdtempSync(join(tmpdir(), "gaturum-check-words-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, "torn.yaml"), "device: post-1\nparts: {");

const LAMP_POST = "config/lamp-post.yaml";

it.each([
  [
    "a part that is not there",
    ["pir-2", "--config", LAMP_POST],
    2,
    /^error: there is no part pir-2\. Write one of config, light, .*pir-1, lux-1, lamp, clock\.\n$/,
  ],
  ["a bin's subject at a post", ["guards", "--config", LAMP_POST], 2, /there is no part guards/],
  [
    "a walk without anybody at a terminal",
    ["--walk", "--config", LAMP_POST],
    2,
    /^error: --walk asks someone at a terminal .* --walk 20s\n$/,
  ],
  ["a walk of a second", ["--walk", "1s", "--config", LAMP_POST], 2, /Write a time from 5 s to 5 min/],
  ["a flag that is not there", ["--fast"], 2, /unknown option '--fast'/],
  [
    "a file that is not there",
    ["--config", "nowhere.yaml"],
    1,
    /ERROR 1 {4}there is no such file\n.*\n\n1 {2}there is no such file\. Check the name/,
  ],
  ["half a file", ["--config", join(folder, "torn.yaml")], 1, /ERROR 1 .*not closed[^]*torn\.yaml:\d+:\d+/],
])("%s: one line that says what and how to go on", (_, words, code, said) => {
  const env = { ...process.env, GATURUM_RUN_DIR: folder, GATURUM_STATE_DIR: folder };
  const gaturum = join(ROOT, "device/gaturum.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [gaturum, "check", ...words], {
    cwd: ROOT,
    env,
    encoding: "utf8",
  });
  expect(stdout + stderr).toMatch(said);
  expect(status).toBe(code);
});
