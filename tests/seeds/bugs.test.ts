import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { planted } from "../mutants/planted.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { BUGS } from "./bugs.ts";

it.each(BUGS.map((bug) => [bug.name, bug] as const))("%s: can be planted, and only in one place", (_name, bug) => {
  const sound = readFileSync(join(ROOT, bug.file), "utf8");
  expect(planted(sound, bug)).not.toBe(sound);
});
