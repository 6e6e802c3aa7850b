import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../setup/vitest-run.ts";

/** How many provisions each chapter of ETSI EN 303 645 V2.1.1 has. */
const PROVISIONS: readonly (readonly [chapter: string, count: number])[] = [
  ...([
    ["5.1", 5],
    ["5.2", 3],
    ["5.3", 16],
    ["5.4", 4],
    ["5.5", 8],
    ["5.6", 9],
    ["5.7", 2],
  ] as const),
  ...([
    ["5.8", 3],
    ["5.9", 3],
    ["5.10", 1],
    ["5.11", 4],
    ["5.12", 3],
    ["5.13", 1],
    ["6", 5],
  ] as const),
];
const page = readFileSync(join(ROOT, "SECURITY.md"), "utf8");
const rows = page
  .split("\n")
  .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "").trim()))
  .filter(([provision = ""]) => /^\d+(?:\.\d+)?-\d+$/.test(provision));

describe("the table of SECURITY.md against ETSI EN 303 645", () => {
  it("has every provision once, in order", () => {
    const all = PROVISIONS.flatMap(([chapter, count]) =>
      Array.from({ length: count }, (_, index) => `${chapter}-${index + 1}`),
    );
    expect(rows.map(([provision]) => provision)).toEqual(all);
  });

  it("says of each met, partly, no or n/a, and of whatever is not missing where or why", () => {
    for (const [provision, , verdict = "", where = ""] of rows) {
      expect([provision, ["met", "partly", "no", "n/a"].includes(verdict)]).toEqual([provision, true]);
      if (verdict !== "no") expect([provision, where.length > 5]).toEqual([provision, true]);
    }
  });
});

describe("who might come", () => {
  it("is answered by code and tests that are there", () => {
    const part = page.slice(page.indexOf("## Who might come"), page.indexOf("## What is missing"));
    const actors = part.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| who |"));
    expect(actors.length).toBeGreaterThanOrEqual(9);
    for (const actor of actors) expect(actor).toMatch(/\]\((?:tests|device|config|docs)\//);
  });
});
