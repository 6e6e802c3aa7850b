import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { afterAll, describe, expect, it } from "vitest";
import { bundled } from "../../../hal-mocks/page/static/static-page.ts";

const directory = mkdtempSync(join(tmpdir(), "gaturum-bundle-"));
afterAll(() => rmSync(directory, { recursive: true }));

function written(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

describe("a script for a browser", () => {
  it("is one classic script in the order of its files", async () => {
    written("word.ts", 'export const word: string = "one";\n');
    const first = written("first.ts", 'import { word } from "./word.ts";\nglobalThis.said = [word];\n');
    const second = written("second.ts", 'globalThis.said.push("two");\nexport const unused = 3;\n');
    const { script } = await bundled([first, second]);
    expect(runInNewContext(`${script}; globalThis.said.join(" ");`)).toBe("one two");
    expect(script).not.toMatch(/\bimport\b|\bexport\b/);
  });

  it.each([
    [
      "a module of Node",
      'import { readFileSync } from "node:fs";\nglobalThis.said = readFileSync;\n',
      /node:fs into a browser/,
    ],
    [
      "one by its old name",
      'import { createHash } from "crypto";\nglobalThis.said = createHash;\n',
      /crypto into a browser/,
    ],
    ["its globals", "globalThis.said = process.pid;\n", /would use process\.pid in a browser/],
    ["its buffers", 'globalThis.said = Buffer.from("");\n', /would use Buffer\.from in a browser/],
  ])("is not made of %s", async (_, text, problem) => {
    await expect(bundled([written("bad.ts", text)])).rejects.toThrow(problem);
  });
});
