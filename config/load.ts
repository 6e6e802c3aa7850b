import { createHash } from "node:crypto";
import type { Document, Node, YAMLMap } from "yaml";
import type { Json } from "../device/measure/decision.ts";
import type { DeviceKind } from "../device/measure/roles.ts";
import { binSettings, pressSettings } from "./bin-settings.ts";
import { readBoards } from "./boards.ts";
import type { BoardConfig, DeviceConfig, PartConfig } from "./device-config.ts";
import { deviceSettings } from "./device-settings.ts";
import { openDocument } from "./document.ts";
import { lampSettings } from "./lamp-settings.ts";
import { readParts } from "./parts.ts";
import { PROBLEMS_MAX, type Problem } from "./problem.ts";
import { readConfigFile } from "./read-file.ts";
import { nameOf, type Reader, type Values } from "./reader.ts";
import { binRules, deviceRules, lampRules, type Broken } from "./rules.ts";

export type Loaded =
  { readonly ok: true; readonly config: DeviceConfig } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads and checks a config file. It never throws for what a file, a disk or a person may do. */
export async function loadConfig(file: string): Promise<Loaded> {
  const read = await readConfigFile(file);
  if (read.ok) return parseConfig(read.text, file);
  return { ok: false, problems: [{ file, line: 1, column: 1, path: "", wrong: read.wrong, instead: read.instead }] };
}

/** Checks the text of a config; `file` is only for messages. */
export function parseConfig(text: string, file: string): Loaded {
  const { reader, document, map } = openDocument(text, file);
  const config = map === null ? null : readDevice(reader, document, map);
  if (config !== null) return { ok: true, config };
  const sorted = reader.problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { ok: false, problems: sorted.slice(0, PROBLEMS_MAX) };
}

const SECTIONS = { "lamp-post": "lamp", "litter-bin": "bin" } as const;

function readDevice(reader: Reader, document: Document.Parsed, map: YAMLMap): DeviceConfig | null {
  const kind = kindOf(map);
  const values = reader.section(map, deviceSettings, "", ["parts", "boards", ...Object.values(SECTIONS)]);
  if (kind === null) return null;
  if (hasOtherSection(reader, map, kind)) return null;
  const own = SECTIONS[kind];
  const section = reader.mapUnder(map, own, own);
  const settings = kind === "lamp-post" ? reader.section(section, lampSettings, own) : readBin(reader, section);
  const broken = [...deviceRules(values), ...(kind === "lamp-post" ? lampRules(settings) : binRules(settings))];
  for (const rule of broken) tell(reader, document, rule);
  const presses = kind === "litter-bin" && settings["press"] !== null;
  const boards = readBoards(reader, reader.mapUnder(map, "boards", "boards"));
  const parts = readParts(reader, reader.mapUnder(map, "parts", "parts"), boards, kind, presses);
  const hardware = { parts, boards: boards.map(({ board }) => board) };
  return reader.problems.length > 0 ? null : assemble(reader.file, kind, values, settings, hardware);
}

function kindOf(map: YAMLMap): DeviceKind | null {
  const text = map.get("kind");
  return text === "lamp-post" || text === "litter-bin" ? text : null;
}

/** The kind or the section is wrong; until it is known which, every other complaint would be an echo. */
function hasOtherSection(reader: Reader, map: YAMLMap, kind: DeviceKind): boolean {
  const other = kind === "lamp-post" ? "litter-bin" : "lamp-post";
  const key = map.items.find((item) => nameOf(item.key) === SECTIONS[other])?.key;
  if (key === undefined) return false;
  const wrong = `this section is for a ${other}, and kind says ${kind}`;
  reader.complain(key as Node, SECTIONS[other], wrong, "Take it out, or correct kind.");
  return true;
}

function readBin(reader: Reader, section: YAMLMap | null | undefined): Values {
  const values = reader.section(section, binSettings, "bin", ["press"]);
  const press = section == null ? null : reader.mapUnder(section, "press", "bin.press");
  return { ...values, press: press === null ? null : reader.section(press, pressSettings, "bin.press") };
}

/** Joins what was read; the tables' types prove that nothing is missing (`satisfies SectionFor<…>`). */
function assemble(
  file: string,
  kind: DeviceKind,
  values: Values,
  settings: Values,
  { parts, boards }: { readonly parts: readonly PartConfig[]; readonly boards: readonly BoardConfig[] },
): DeviceConfig {
  const { place, asset, ...common } = values as Values & { place: Values; asset: Values };
  const { latitudeDeg, longitudeDeg } = place as { latitudeDeg: number; longitudeDeg: number };
  const own =
    kind === "litter-bin" ? { bin: settings } : { lamp: lampOf(settings, latitudeDeg, longitudeDeg), neighbours: null };
  const phase = asset["phase"] === "unknown" ? null : asset["phase"];
  const checked = { ...common, asset: { ...asset, phase, place }, ...own };
  const hashed = {
    ...checked,
    parts: parts.map(({ name, role, driver, settings: given }) => ({ name, role, driver, given })),
    boards: boards.map(({ name, driver, port }) => ({ name, driver, port })),
  };
  return { ...checked, parts, boards, file, hash: hashOf(hashed as Json) } as unknown as DeviceConfig;
}

function lampOf(settings: Values, latitudeDeg: number, longitudeDeg: number): Values {
  const { night, luminaire } = settings as Values & { night: Values; luminaire: Values };
  return {
    ...settings,
    calendar: null,
    luminaire: { ...luminaire, depreciation: [] },
    night: { ...night, latitudeDeg, longitudeDeg },
  };
}

/** First 16 hex digits of the SHA-256 of the settings with their keys sorted: the same meaning, the same hash. */
function hashOf(value: Json): string {
  const sorted = JSON.stringify(value, (_key, inner: Json) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
  return createHash("sha256").update(sorted).digest("hex").slice(0, 16);
}

/** At the first of the rule's keys that stands in the file: the others have their defaults. */
function tell(reader: Reader, document: Document.Parsed, { paths, wrong, instead }: Broken): void {
  const told = paths.find((path) => document.hasIn(path.split("."))) ?? paths[0] ?? "";
  const node = document.getIn(told.split("."), true) as Node | undefined;
  reader.complain(node ?? null, told, wrong, instead);
}
