import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { z } from "zod";
import { asyncApi } from "./asyncapi.ts";
import { COMMANDS } from "./commands.ts";
import { fieldsOf } from "./field-table.ts";
import { interopPage } from "./interop/page.ts";
import { binHour, lampNightHour, type SampleLine } from "./samples.ts";
import type { Stream } from "./stream.ts";
import { ANSWER, STREAMS } from "./streams.ts";
import { validate } from "./validate.ts";

/** Writes what is derived from the contract; `--check` only compares, and ends with 1 where something is stale. */
const ROOT = new URL("../../", import.meta.url);
const BEGIN = "<!-- streams: made by npm run contract -->";
const END = "<!-- streams: end -->";
const COMMANDS_BEGIN = "<!-- commands: made by npm run contract -->";
const COMMANDS_END = "<!-- commands: end -->";
const COMMAND = "npm run contract";

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
    ["docs/backend.md", backendPage()],
    ["docs/interop.md", interopPage()],
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

function backendPage(): string {
  const page = read("docs/backend.md") ?? [BEGIN, END, COMMANDS_BEGIN, COMMANDS_END, ""].join("\n");
  return between(between(page, BEGIN, END, streamTable()), COMMANDS_BEGIN, COMMANDS_END, commandTable());
}

function between(page: string, beginLine: string, endLine: string, table: string): string {
  const begin = page.indexOf(beginLine);
  const end = page.indexOf(endLine);
  if (begin === -1 || end < begin) {
    throw new Error(`docs/backend.md: the lines "${beginLine}" and "${endLine}" are missing`);
  }
  return `${page.slice(0, begin + beginLine.length)}\n${table}${page.slice(end)}`;
}

function commandTable(): string {
  const rows = COMMANDS.map(({ name, devices, args, repeatable, meaning }) => {
    const of = devices.map((kind) => (kind === "lamp-post" ? "post" : "bin")).join(", ");
    const given = Object.entries(args.shape).map(([key, value]) => {
      const optional = value instanceof z.ZodOptional;
      return `\`${key}\`${optional ? "?" : ""}`;
    });
    return `| \`${name}\` | ${of} | ${given.join(", ")} | ${repeatable ? "again" : "409 unknown"} | ${meaning} |`;
  });
  const head = "| command | of | arguments | after a crash | does |\n|---|---|---|---|---|";
  return `${[head, ...rows].join("\n")}\n`;
}

function streamTable(): string {
  const topics = { sample: "up/t/", event: "up/e/", answer: "up/r/" } as const;
  const rows = [...STREAMS, ANSWER].map((stream) => {
    const devices = stream.devices.map((kind) => (kind === "lamp-post" ? "post" : "bin")).join(", ");
    const topic = `${topics[stream.kind]}${stream.name}`;
    return `| \`${topic}\` | ${stream.class} | ${devices} | ${period(stream)} | ${stream.meaning} | ${values(stream)} |`;
  });
  const head = "| topic after the device | class | from | usually every | says | values |\n|---|---|---|---|---|---|";
  return `${[head, ...rows].join("\n")}\n`;
}

function period({ periodS }: Stream): string {
  return periodS === null ? "it happens" : `${periodS} s`;
}

function values(stream: Stream): string {
  const fields = fieldsOf(stream).map(({ name, type, unit, min, max, of, optional }) => {
    const range = min === undefined || max === undefined ? "" : ` ${min}–${max}`;
    const what = of === undefined ? (unit === undefined ? ` ${type}` : `${range} ${unit}`) : ` ${of.join(", ")}`;
    return `\`${name}\`${optional === true ? "?" : ""}${what}`;
  });
  const window =
    stream.aggregateOf === undefined
      ? []
      : [`\`aggregate\`${stream.private === true ? "" : "?"} of ${stream.aggregateOf}`];
  return [...fields, ...window].join("; ");
}

function read(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, ROOT), "utf8");
  } catch {
    return undefined;
  }
}
