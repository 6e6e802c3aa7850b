import { readFileSync, writeFileSync } from "node:fs";
import { parseConfig } from "../../../config/load.ts";
import { formatProblem } from "../../../config/problem.ts";
import { DRIVERS } from "../../../config/drivers.ts";
import type { Json } from "../../measure/decision.ts";
import type { Setting } from "../../measure/setting.ts";
import type { End } from "../../../drivers/wiring.ts";
import { WIRED, wiringOf } from "../../../drivers/wirings.ts";
import { layOut } from "./layout.ts";
import { planWiring } from "./plan.ts";
import { svgOf } from "./svg.ts";

/** Writes the table of wires into each driver's README, and the sheets in docs; `--check` only compares. */
const ROOT = new URL("../../../", import.meta.url);
const COMMAND = "npm run wiring";
/** Beside each its sheet, of the same name. */
const EXAMPLES = ["docs/wiring/lamp-post", "docs/wiring/litter-bin"];

const HEAD = "| terminal | wire | to | by way of |\n|---|---|---|---|\n";
const TABLE = /^\| terminal \| wire \|[^]*?\n\n.*\n/m;
const USUAL_LINES: Readonly<Record<string, string>> = { i2c: "i2c-1/0x40", "i2c-channel": "i2c-1/0x48/A0" };

if (import.meta.main) {
  const stale = stalePages();
  if (!process.argv.includes("--check")) for (const [path, text] of stale) writeFileSync(new URL(path, ROOT), text);
  else for (const path of stale.keys()) process.stderr.write(`${path}: not what the wiring says. Run: ${COMMAND}\n`);
  process.exitCode = process.argv.includes("--check") && stale.size > 0 ? 1 : 0;
}

/** Each page that is not as it would be written now, with that text. Throws where an example is no config. */
export function stalePages(): ReadonlyMap<string, string> {
  const readmes = WIRED.map((driver) => {
    const path = `drivers/${driver}/README.md`;
    return [path, withTable(read(path), tableOf(driver))] as const;
  });
  const sheets = EXAMPLES.map((example) => [`${example}.svg`, sheetOf(`${example}.yaml`)] as const);
  return new Map([...readmes, ...sheets].filter(([path, text]) => read(path) !== text));
}

function sheetOf(file: string): string {
  const loaded = parseConfig(read(file), file);
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join("\n"));
  return svgOf(layOut(planWiring(loaded.config, DRIVERS), "en"));
}

/** First thing under the heading; with one there already, in its place. */
export function withTable(readme: string, table: string): string {
  if (TABLE.test(readme)) return readme.replace(TABLE, () => table);
  return readme.replace(/^## Wiring\n\n/m, (heading) => `${heading}${table}\n`);
}

/** As the driver's defaults have it, with the sentence of what happens without a wire. */
export function tableOf(driver: string): string {
  const wiring = wiringOf(driver, usualSettings(driver));
  if (wiring === null) throw new Error(`${driver} has no wiring`);
  const rows = wiring.wires.map(
    ({ from, colour = "", end, by = "" }) => `| ${from} | ${colour} | ${inWords(end)} | ${by} |\n`,
  );
  return `${rows.length === 0 ? "" : HEAD}${rows.join("")}${rows.length === 0 ? "" : "\n"}${wiring.off}\n`;
}

function inWords(end: End): string {
  if (typeof end === "string") return end === "open" ? "left open" : end;
  if ("away" in end) return end.away;
  return end.as === undefined ? `\`${end.key}\`` : `${end.as} of \`${end.key}\``;
}

function usualSettings(driver: string): Readonly<Record<string, Json>> {
  const settings: Readonly<Record<string, Setting>> = DRIVERS[driver]?.settings ?? {};
  const usual = Object.entries(settings).map(([key, setting]): readonly [string, Json] => {
    if (setting.kind === "line") return [key, USUAL_LINES[setting.only ?? ""] ?? `the ${key}`];
    return [key, setting.default ?? null];
  });
  return Object.fromEntries(usual);
}

function read(path: string): string {
  try {
    return readFileSync(new URL(path, ROOT), "utf8");
  } catch {
    return "";
  }
}
