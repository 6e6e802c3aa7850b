import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { LineCounter, parseDocument, type Document, type Node, type YAMLMap } from "yaml";
import type { Json } from "../device/measure/decision.ts";
import type { DeviceKind } from "../device/measure/roles.ts";
import { binSettings, pressSettings } from "./bin-settings.ts";
import type { DeviceConfig, PartConfig } from "./device-config.ts";
import { deviceSettings } from "./device-settings.ts";
import { lampSettings } from "./lamp-settings.ts";
import { readParts } from "./parts.ts";
import { PROBLEMS_MAX, type Problem } from "./problem.ts";
import { Reader, type Values } from "./reader.ts";
import { binRules, lampRules, type Broken } from "./rules.ts";

/** A config is a page, not a database. */
const FILE_BYTES_MAX = 262_144;

export type Loaded =
  { readonly ok: true; readonly config: DeviceConfig } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads and checks a config file. It never throws for what a file, a disk or a person may do. */
export async function loadConfig(file: string): Promise<Loaded> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    return failed(file, ...unreadable((cause as NodeJS.ErrnoException).code));
  }
  if (bytes.length > FILE_BYTES_MAX) {
    return failed(file, `the file has ${bytes.length} bytes, at most ${FILE_BYTES_MAX}`, "This is not a config.");
  }
  try {
    return parseConfig(new TextDecoder("utf-8", { fatal: true }).decode(bytes), file);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    return failed(file, "the file is not text in UTF-8", "Save it as UTF-8, or copy an example from config/.");
  }
}

/** Checks the text of a config; `file` is only for messages. */
export function parseConfig(text: string, file: string): Loaded {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: "core" });
  const reader = new Reader(file, lines);
  for (const error of document.errors) {
    const { line, col } = lines.linePos(error.pos[0]);
    reader.problems.push({ file, line, column: col, path: "", ...inWords(error.code, error.message) });
  }
  const map = reader.problems.length > 0 ? null : reader.root(document);
  const config = map === null ? null : readDevice(reader, document, map);
  if (config !== null && reader.problems.length === 0) return { ok: true, config };
  const sorted = reader.problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { ok: false, problems: sorted.slice(0, PROBLEMS_MAX) };
}

function readDevice(reader: Reader, document: Document.Parsed, map: YAMLMap): DeviceConfig | null {
  const kind = map.get("kind") as DeviceKind | undefined;
  const own = kind === "litter-bin" ? "bin" : "lamp";
  const values = reader.section(map, deviceSettings, "", ["parts", own]);
  if (kind !== "lamp-post" && kind !== "litter-bin") return null;
  const section = reader.mapUnder(map, own, own);
  const settings = kind === "lamp-post" ? readLamp(reader, section) : readBin(reader, section);
  const broken = kind === "lamp-post" ? lampRules(settings) : binRules(settings);
  for (const rule of broken) tell(reader, document, rule);
  const presses = kind === "litter-bin" && settings["press"] !== null;
  const parts = readParts(reader, reader.mapUnder(map, "parts", "parts"), kind, presses);
  return reader.problems.length > 0 ? null : assemble(reader.at(null), kind, values, settings, parts);
}

const readLamp = (reader: Reader, section: YAMLMap | null): Values => reader.section(section, lampSettings, "lamp");

function readBin(reader: Reader, section: YAMLMap | null): Values {
  const values = reader.section(section, binSettings, "bin", ["press"]);
  const press = section === null ? null : reader.mapUnder(section, "press", "bin.press");
  return { ...values, press: press === null ? null : reader.section(press, pressSettings, "bin.press") };
}

/** Joins what was read; the tables' types prove that nothing is missing (`satisfies SectionFor<…>`). */
function assemble(
  at: string,
  kind: DeviceKind,
  values: Values,
  settings: Values,
  parts: readonly PartConfig[],
): DeviceConfig {
  const { place, asset, ...common } = values as Values & { place: Values; asset: Values };
  const own =
    kind === "litter-bin"
      ? { bin: settings }
      : { lamp: { ...settings, night: { ...(settings["night"] as Values), ...sunPlace(place) } } };
  const phase = asset["phase"] === "unknown" ? null : asset["phase"];
  const checked = { ...common, asset: { ...asset, phase, place }, ...own };
  const file = at.replace(/:1:1$/, "");
  const hashed = {
    ...checked,
    parts: parts.map(({ name, role, driver, settings: given }) => ({ name, role, driver, given })),
  };
  return { ...checked, parts, file, hash: hashOf(hashed as Json) } as unknown as DeviceConfig;
}

const sunPlace = ({ latitudeDeg, longitudeDeg }: Values): Values => ({
  latitudeDeg: latitudeDeg ?? null,
  longitudeDeg: longitudeDeg ?? null,
});

/** First 16 hex digits of the SHA-256 of the settings with their keys sorted: the same meaning, the same hash. */
function hashOf(value: Json): string {
  const sorted = JSON.stringify(value, (_key, inner: Json) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
  return createHash("sha256").update(sorted).digest("hex").slice(0, 16);
}

function tell(reader: Reader, document: Document.Parsed, { path, wrong, instead }: Broken): void {
  const node = (document.getIn(path, true) ?? document.getIn(path.slice(0, -1), true)) as Node | undefined;
  reader.complain(node ?? null, path.join("."), wrong, instead);
}

const failed = (file: string, wrong: string, instead: string): Loaded => ({
  ok: false,
  problems: [{ file, line: 1, column: 1, path: "", wrong, instead }],
});

function unreadable(code: string | undefined): [string, string] {
  switch (code) {
    case "ENOENT":
      return ["there is no such file", "Check the name, or copy an example from config/."];
    case "EISDIR":
      return ["this is a folder", "Name the file in it."];
    case "EACCES":
      return ["no permission to read it", "Ask its owner, or read it as that user."];
    default:
      return [`it cannot be read (${code ?? "unknown cause"})`, "Check the card or disk that it is on."];
  }
}

/** The parser's own words serve programmers; these serve whoever typed the file. */
function inWords(code: string, message: string): { wrong: string; instead: string } {
  switch (code) {
    case "TAB_AS_INDENT":
      return { wrong: "a tab stands where spaces should", instead: "Indent with two spaces." };
    case "DUPLICATE_KEY":
      return { wrong: "this key is here twice", instead: "Keep one of them." };
    case "BAD_INDENT":
      return { wrong: "this line is indented unlike its neighbours", instead: "Indent with two spaces a level." };
    default:
      return {
        wrong: `this is not YAML (${message.split(" at line")[0]?.toLowerCase() ?? code})`,
        instead: "Compare with config/lamp-post.yaml.",
      };
  }
}
