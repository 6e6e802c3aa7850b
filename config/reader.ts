import { isMap, isScalar, LineCounter, type Document, type Node, type YAMLMap } from "yaml";
import type { Json } from "../device/measure/decision.ts";
import type { NumberSetting, Setting } from "../device/measure/setting.ts";
import { nearest, type Problem } from "./problem.ts";
import { formatQuantity, isQuantity, KINDS, parseQuantity } from "./quantities.ts";
import { fileKey, isSetting, type Section } from "./section.ts";

export type Values = { readonly [key: string]: Json };
/** A place in the file: a node of it, or the file's first line. */
export type Place = Node | null;

/** Reads sections of one YAML document by their tables and collects what is wrong with them. */
export class Reader {
  readonly problems: Problem[] = [];
  readonly #file: string;
  readonly #lines: LineCounter;

  constructor(file: string, lines: LineCounter) {
    this.#file = file;
    this.#lines = lines;
  }

  /** `file:line:column` of a node. */
  at(place: Place): string {
    const { line, col } = this.#position(place);
    return `${this.#file}:${line}:${col}`;
  }

  complain(place: Place, path: string, wrong: string, instead: string): void {
    const { line, col } = this.#position(place);
    this.problems.push({ file: this.#file, line, column: col, path, wrong, instead });
  }

  /** The document's mapping; null when it is none, which has been told. */
  root(document: Document.Parsed): YAMLMap | null {
    if (isMap(document.contents)) return document.contents;
    this.complain(
      document.contents,
      "",
      "this is not a config",
      'Begin with "device: NAME", as in config/lamp-post.yaml.',
    );
    return null;
  }

  /** Every value of the section, defaults filled in; what is wrong is left out and told. `others` are keys read elsewhere. */
  section(map: YAMLMap | null, table: Section, path: string, others: readonly string[] = []): Values {
    const names = Object.entries(table).map(([key, entry]) => fileKey(key, entry));
    this.refuseUnknown(map, [...names, ...others], path);
    const values: Record<string, Json> = {};
    for (const [key, entry] of Object.entries(table)) {
      const name = fileKey(key, entry);
      const inner = path === "" ? name : `${path}.${name}`;
      const node = map?.get(name, true) as Node | undefined;
      const value = isSetting(entry) ? this.#setting(node, map, entry, inner) : this.#inner(node, entry, inner);
      if (value !== undefined) values[key] = value;
    }
    return values;
  }

  /** The mapping under a key; null when it is not there, or is something else, which is told. */
  mapUnder(map: YAMLMap, key: string, path: string): YAMLMap | null {
    const node = map.get(key, true) as Node | undefined;
    if (node === undefined || isMap(node)) return node ?? null;
    this.complain(node, path, "this should be a section of its own", "Indent its keys below it, two spaces each.");
    return null;
  }

  refuseUnknown(map: YAMLMap | null, known: readonly string[], path: string): void {
    for (const { key } of map?.items ?? []) {
      const name = isScalar(key) ? String(key.value) : "?";
      if (known.includes(name)) continue;
      const near = nearest(name, known);
      const cure = near === null ? `Write one of: ${known.join(", ")}.` : `Did you mean "${near}"?`;
      this.complain(key as Node, path === "" ? name : `${path}.${name}`, "no such key", cure);
    }
  }

  #inner(node: Node | undefined, table: Section, path: string): Values {
    if (node !== undefined && !isMap(node)) {
      this.complain(node, path, "this should be a section of its own", "Indent its keys below it, two spaces each.");
      return {};
    }
    return this.section(node ?? null, table, path);
  }

  #setting(node: Node | undefined, map: YAMLMap | null, setting: Setting, path: string): Json | undefined {
    if (node === undefined) {
      if (setting.default !== undefined) return setting.default;
      this.complain(map, path, "this key is missing", `Add it: ${hint(setting)}`);
      return undefined;
    }
    const text = isScalar(node) ? (node.source ?? String(node.value)) : null;
    const read = text === null ? refused("this should be one value", setting) : readValue(setting, text.trim());
    if (read.ok) return read.value;
    this.complain(node, path, read.wrong, read.instead);
    return undefined;
  }

  #position(place: Place): { line: number; col: number } {
    const offset = place?.range?.[0];
    return offset === undefined ? { line: 1, col: 1 } : this.#lines.linePos(offset);
  }
}

type Read =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly wrong: string; readonly instead: string };

function readValue(setting: Setting, text: string): Read {
  switch (setting.kind) {
    case "switch":
      return text === "true" || text === "false"
        ? { ok: true, value: text === "true" }
        : refused(`"${text}" is neither`, setting);
    case "choice":
      return setting.of.includes(text)
        ? { ok: true, value: text }
        : refused(`"${text}" is none of its choices`, setting);
    case "text":
      return setting.pattern === undefined || new RegExp(setting.pattern).test(text)
        ? { ok: true, value: text }
        : refused(`"${text}" cannot be used here`, setting);
    case "line":
      return text === "" ? refused("no line is named", setting) : { ok: true, value: text };
    default:
      return readNumber(setting, text);
  }
}

function readNumber(setting: NumberSetting, text: string): Read {
  const { kind, min, max } = setting;
  const value = kind === "count" ? (/^[+-]?\d+$/.test(text) ? Number(text) : null) : parseQuantity(kind, text);
  if (value === null) return refused(notANumber(kind, text), setting);
  if (value < min) return refused(`${text} is below ${shown(kind, min)}`, setting);
  if (value > max) return refused(`${text} is above ${shown(kind, max)}`, setting);
  return { ok: true, value };
}

function notANumber(kind: NumberSetting["kind"], text: string): string {
  if (kind === "count") return `"${text}" is not a whole number`;
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return `${text} has no unit`;
  if (/^[+-]?\d+,\d/.test(text)) return `"${text}" has a comma; decimals take a point`;
  return `"${text}" is not ${KINDS[kind].name}`;
}

const refused = (wrong: string, setting: Setting): Read => ({ ok: false, wrong, instead: hint(setting) });

/** What to write, with an example that would be taken. */
function hint(setting: Setting): string {
  switch (setting.kind) {
    case "switch":
      return "Write true or false.";
    case "choice":
      return `Write one of: ${setting.of.join(", ")}.`;
    case "text":
      return setting.meaning;
    case "line":
      return "Name a line or port such as GPIO17 or /dev/serial0.";
    case "count":
      return `Write a whole number from ${setting.min} to ${setting.max}.`;
    default:
      return `Write ${KINDS[setting.kind].name} such as "${shown(setting.kind, setting.default ?? setting.min)}".`;
  }
}

export const shown = (kind: Setting["kind"], value: number): string =>
  isQuantity(kind) ? formatQuantity(kind, value) : String(value);
