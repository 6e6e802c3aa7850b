import type { Node, YAMLMap } from "yaml";
import type { CalendarSettings } from "../device/lamp/program-settings.ts";
import type { DeviceKind } from "../device/measure/roles.ts";
import { assemble, type Joined } from "./assemble.ts";
import { binSettings, pressSettings } from "./bin-settings.ts";
import { readBoards } from "./boards.ts";
import { calendarOf } from "./calendar.ts";
import { BUILT_IN, catalogHere, type Catalog } from "./catalog.ts";
import { calendarProblems } from "./calendar-problems.ts";
import { calendarRules, unusedPrograms } from "./calendar-rules.ts";
import type { DeviceConfig, NeighbourhoodConfig } from "./device-config.ts";
import { deviceSettings } from "./device-settings.ts";
import { openDocument } from "./document.ts";
import { lampSettings } from "./lamp-settings.ts";
import { neighbourhoodOf, neighbourRules } from "./neighbours.ts";
import { neighboursSettings } from "./neighbours-settings.ts";
import { readParts } from "./parts.ts";
import { placeOf } from "./place.ts";
import { PROBLEMS_MAX, type Problem } from "./problem.ts";
import { programRules } from "./program-rules.ts";
import { readConfigFile, unreadProblem } from "./read-file.ts";
import { nameOf, type Place, type Reader, type Values } from "./reader.ts";
import { binRules, deviceRules, lampNotes, lampRules, observeRules, type Broken } from "./rules.ts";

/** `notes` are what a person should know of a config that is taken. */
export type Loaded =
  | { readonly ok: true; readonly config: DeviceConfig; readonly notes: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads and checks a config file. It never throws for what a file, a disk or a person may do. */
export async function loadConfig(file: string): Promise<Loaded> {
  const read = await readConfigFile(file);
  if (read.ok) return parseConfig(read.text, file, await catalogHere());
  return { ok: false, problems: [unreadProblem(file, read)] };
}

/** Checks the text of a config; `file` is only for messages. Drivers of one's own are known where a catalog has them. */
export function parseConfig(text: string, file: string, catalog = BUILT_IN): Loaded {
  const { reader, map } = openDocument(text, file);
  const config = map === null ? null : readDevice(reader, map, catalog);
  if (config !== null) return { ok: true, config, notes: inOrder(reader.notes) };
  return { ok: false, problems: inOrder(reader.problems) };
}

const inOrder = (told: readonly Problem[]): readonly Problem[] =>
  told.toSorted((a, b) => a.line - b.line || a.column - b.column).slice(0, PROBLEMS_MAX);

const SECTIONS = { "lamp-post": "lamp", "litter-bin": "bin" } as const;
/** Of each kind of device, and of no other. */
const OWN: Readonly<Record<DeviceKind, readonly string[]>> = {
  "lamp-post": ["lamp", "neighbours"],
  "litter-bin": ["bin"],
};

function readDevice(reader: Reader, map: YAMLMap, catalog: Catalog): DeviceConfig | null {
  const kind = kindOf(map);
  const values = reader.section(map, deviceSettings, "", ["parts", "boards", ...Object.values(OWN).flat()]);
  if (kind === null) return null;
  if (hasOtherSection(reader, map, kind)) return null;
  const own = SECTIONS[kind];
  const section = reader.mapUnder(map, own, own);
  const settings = kind === "lamp-post" ? reader.section(section, lampSettings, own) : readBin(reader, section);
  const neighbours = kind === "lamp-post" ? readNeighbours(reader, map, values) : null;
  const ofKind =
    kind === "lamp-post" ? lampRulesOf(settings) : [...observeRules(values["mode"], settings), ...binRules(settings)];
  for (const rule of [...deviceRules(values), ...ofKind]) tell(reader, map, rule);
  for (const told of kind === "lamp-post" ? lampNotes(settings) : []) note(reader, map, told);
  const presses = kind === "litter-bin" && settings["press"] !== null;
  const boards = readBoards(reader, reader.mapUnder(map, "boards", "boards"));
  const parts = readParts(reader, reader.mapUnder(map, "parts", "parts"), boards, { kind, presses, catalog });
  const calendar = kind === "lamp-post" ? readCalendar(reader, map, settings) : null;
  const joined: Joined = { parts, boards: boards.map(({ board }) => board), calendar, neighbours };
  return reader.problems.length > 0 ? null : assemble(reader.file, kind, values, settings, joined);
}

function kindOf(map: YAMLMap): DeviceKind | null {
  const text = map.get("kind");
  return text === "lamp-post" || text === "litter-bin" ? text : null;
}

/** The kind or the section is wrong; until it is known which, every other complaint would be an echo. */
function hasOtherSection(reader: Reader, map: YAMLMap, kind: DeviceKind): boolean {
  const other = kind === "lamp-post" ? "litter-bin" : "lamp-post";
  const key = map.items.find((item) => OWN[other].includes(nameOf(item.key)))?.key;
  if (key === undefined) return false;
  const wrong = `this section is for a ${other}, and kind says ${kind}`;
  reader.complain(key as Node, nameOf(key), wrong, "Take it out, or correct kind.");
  return true;
}

function readBin(reader: Reader, section: YAMLMap | null | undefined): Values {
  const values = reader.section(section, binSettings, "bin", ["press"]);
  const press = section == null ? null : reader.mapUnder(section, "press", "bin.press");
  return { ...values, press: press === null ? null : reader.section(press, pressSettings, "bin.press") };
}

const lampRulesOf = (lamp: Values): readonly Broken[] => [
  ...lampRules(lamp),
  ...calendarRules(lamp),
  ...programRules(lamp),
];

function readNeighbours(reader: Reader, map: YAMLMap, device: Values): NeighbourhoodConfig | null {
  const section = reader.mapUnder(map, "neighbours", "neighbours");
  if (section == null) return null;
  const before = reader.problems.length;
  const values = reader.section(section, neighboursSettings, "neighbours");
  for (const rule of neighbourRules(values, device)) tell(reader, map, rule);
  return reader.problems.length > before ? null : neighbourhoodOf(values);
}

/** What the code that follows a calendar says of it is asked only of one whose values are right in themselves. */
function readCalendar(reader: Reader, map: YAMLMap, lamp: Values): CalendarSettings | null {
  if (reader.problems.some(({ path }) => /^lamp(?:$|\.(?:calendar|programs)(?:$|\.))/.test(path))) return null;
  const calendar = calendarOf(lamp);
  for (const problem of calendar === null ? [] : calendarProblems(calendar)) {
    if (problem.isNote) note(reader, map, problem);
    else tell(reader, map, problem);
  }
  for (const unused of unusedPrograms(lamp)) note(reader, map, unused);
  return calendar;
}

function tell(reader: Reader, map: YAMLMap, { paths, wrong, instead }: Broken): void {
  const [path, place] = firstOf(map, paths);
  reader.complain(place, path, wrong, instead);
}

function note(reader: Reader, map: YAMLMap, { paths, wrong, instead }: Broken): void {
  const [path, place] = firstOf(map, paths);
  reader.note(place, path, wrong, instead);
}

/** The first of a rule's keys that stands in the file: the others have their defaults. */
function firstOf(map: YAMLMap, paths: readonly string[]): readonly [path: string, place: Place] {
  const path = paths.find((each) => placeOf(map, each) !== undefined) ?? paths[0] ?? "";
  return [path, placeOf(map, path) ?? null];
}
