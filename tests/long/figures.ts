import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** What a suite measured, for `npm run test:long` to add up; see `Figures` in table.ts. Nothing where nobody asks for it. */
export function tellFigures(figures: Readonly<Record<string, number>>): void {
  const file = process.env["GATURUM_FIGURES"];
  if (file === undefined) return;
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as object) : {};
  writeFileSync(file, JSON.stringify({ ...before, ...figures }));
}
