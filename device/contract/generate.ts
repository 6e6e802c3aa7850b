import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { mosquittoAccess } from "./access/mosquitto.ts";
import { asyncApi } from "./asyncapi.ts";
import { commandTable } from "./command-table.ts";
import { contractPage } from "./contract-page.ts";
import { interopPage } from "./interop/page.ts";
import { binHour, lampNightHour, type SampleLine } from "./samples.ts";
import { lampDayWithOutage } from "./sample-day.ts";
import { validate } from "./validate.ts";

/** Writes what is derived from the contract; `--check` only compares, and ends with 1 where something is stale. */
const ROOT = new URL("../../", import.meta.url);
const COMMAND = "npm run contract";
const BEGIN = "<!-- commands: made by npm run contract -->";
const END = "<!-- commands: end -->";

if (import.meta.main) {
  const stale = process.argv.includes("--check") ? staleFiles() : [];
  if (!process.argv.includes("--check")) writeAll();
  for (const path of stale) process.stderr.write(`${path}: not what the contract says now. Run: ${COMMAND}\n`);
  process.exitCode = stale.length === 0 ? 0 : 1;
}

/** Every generated file with its text, by path from the root of the project. */
export function generated(): ReadonlyMap<string, string> {
  const head = `# Made by ${COMMAND} from device/contract. Do not edit.\n`;
  return new Map([
    ["config/contract/asyncapi.yaml", head + stringify(asyncApi(), { aliasDuplicateObjects: false, lineWidth: 0 })],
    ["config/contract/samples/lamp-post-night-hour.jsonl", jsonLines(lampNightHour())],
    ["config/contract/samples/litter-bin-hour.jsonl", jsonLines(binHour())],
    ["config/contract/samples/lamp-post-day-with-outage.jsonl", jsonLines(lampDayWithOutage())],
    ["docs/contract.md", contractPage()],
    ["docs/backend.md", withCommands(read("docs/backend.md") ?? `${BEGIN}\n${END}\n`)],
    ["docs/interop.md", interopPage()],
    ["config/broker/mosquitto.acl", head + accessExample()],
  ]);
}

export function staleFiles(): readonly string[] {
  return [...generated()].filter(([path, text]) => read(path) !== text).map(([path]) => path);
}

function writeAll(): void {
  for (const [path, text] of generated()) {
    const file = fileURLToPath(new URL(path, ROOT));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** Throws on a sample that the contract refuses: it would teach a backend something wrong. */
function jsonLines(lines: readonly SampleLine[]): string {
  for (const { topic, payload } of lines) {
    const checked = validate(topic, JSON.stringify(payload));
    if (!checked.ok) throw new Error(`sample on ${topic}: ${checked.problems.join("; ")}`);
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

function withCommands(page: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`docs/backend.md: the lines "${BEGIN}" and "${END}" are missing`);
  return `${page.slice(0, begin + BEGIN.length)}\n${commandTable()}${page.slice(end)}`;
}

function accessExample(): string {
  const file = "config/broker/clients.txt";
  const list = mosquittoAccess(read(file) ?? "", file);
  if (!list.ok) throw new Error(list.problems.join("\n"));
  return list.value;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, ROOT), "utf8");
  } catch {
    return undefined;
  }
}
