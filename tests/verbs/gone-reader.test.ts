import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../setup/vitest-run.ts";

/** A pipe holds 64 KB: what is told is more, or a reader that is gone would not be noticed. */
const LONG = "plan --config config/lamp-post.yaml --days 3000";

const inShell = (line: string) => {
  const gaturum = `"${process.execPath}" "${join(ROOT, "device/gaturum.js")}"`;
  return spawnSync("bash", ["-c", line.replaceAll("gaturum", gaturum)], { cwd: ROOT, encoding: "utf8" });
};

it.each([
  [`gaturum ${LONG} | head -1`, /^[^\n]+\n141\n$/],
  // Gone from the first word on, whichever verb, and on whichever of the two it speaks.
  ["{ sleep 1; gaturum check --config nowhere.yaml; } | true", /^141\n$/],
  ["{ sleep 1; gaturum dim 60 --device none 2>&1 >/dev/null; } | true", /^141\n$/],
  // Whoever leaves at once with its last word does not hear of it.
  ["{ sleep 1; gaturum --help; } | true", /^0\n$/],
])("%s: a verb ends without a word when its reader is gone", (line, told) => {
  const { stdout, stderr } = inShell(`${line}; echo "\${PIPESTATUS[0]}"`);
  expect(stderr).toBe("");
  expect(stdout).toMatch(told);
});

it.each([
  [`gaturum ${LONG} >/dev/full`, /^What is to be told cannot be written \(ENOSPC: [^\n]*\)\. [^\n]*\n$/],
  [`gaturum ${LONG} >/dev/full 2>&1`, /^$/],
])("%s: a verb that can tell nobody ends with 1, and one line where there is room for it", (line, told) => {
  const { status, stderr } = inShell(line);
  expect([status, stderr]).toEqual([1, expect.stringMatching(told)]);
});

it("whoever reads to the end hears all of it, with the verb's own code", () => {
  const { stdout, stderr } = inShell(`gaturum ${LONG} | wc -l; echo "\${PIPESTATUS[0]}"`);
  expect([stderr, stdout]).toEqual(["", expect.stringMatching(/^\s*3\d\d\d\n[01]\n$/)]);
});
