import { readFileSync, writeFileSync } from "node:fs";
import { cityShapes } from "./machine-shape.ts";
import { configPage } from "./page.ts";
import { configSchema } from "./schema.ts";

/** Writes what is derived from the tables; `--check` only compares, and ends with 1 where something is stale. */
const ROOT = new URL("../", import.meta.url);
const COMMAND = "npm run config";

if (import.meta.main) {
  const stale = process.argv.includes("--check") ? staleFiles() : [];
  if (!process.argv.includes("--check")) writeAll();
  for (const path of stale) process.stderr.write(`${path}: not what the tables of config say now. Run: ${COMMAND}\n`);
  process.exitCode = stale.length === 0 ? 0 : 1;
}

/** Every generated file with its text, by path from the root of the project. */
export function generated(): ReadonlyMap<string, string> {
  const comment = `Made by ${COMMAND} from the tables of config. Do not edit.`;
  return new Map([
    ["config/gaturum.schema.json", `${JSON.stringify({ $comment: comment, ...configSchema() }, null, 2)}\n`],
    ["device/control/settings/city-shapes.json", `${JSON.stringify(citySettings(comment), null, 1)}\n`],
    ["docs/config.md", `<!-- ${comment} -->\n\n${configPage()}`],
  ]);
}

/** What control takes of the city's settings: it loads no part of config. */
function citySettings(comment: string): object {
  return { $comment: comment, "lamp-post": cityShapes("lamp-post"), "litter-bin": cityShapes("litter-bin") };
}

export function staleFiles(stands: (path: string) => string | undefined = read): readonly string[] {
  return [...generated()].filter(([path, text]) => stands(path) !== text).map(([path]) => path);
}

function writeAll(): void {
  for (const [path, text] of generated()) writeFileSync(new URL(path, ROOT), text);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, ROOT), "utf8");
  } catch {
    return undefined;
  }
}
