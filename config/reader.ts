import { isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from "yaml";
import type { Json } from "../device/measure/decision.ts";
import type { Setting } from "../device/measure/setting.ts";
import { nearest, quoted, type Problem } from "./problem.ts";
import {
  fileKey,
  isList,
  isNamed,
  isOptional,
  isSetting,
  type Entry,
  type List,
  type Named,
  type Section,
} from "./section.ts";
import { either, hint, readValue, refused } from "./value.ts";

export type Values = { readonly [key: string]: Json };
/** A place in the file: a node of it, or the file's first line. */
export type Place = Node | null;

/** Reads sections of one YAML document by their tables and collects what is wrong with them. */
export class Reader {
  readonly problems: Problem[] = [];
  /** What is told and does not refuse the file. */
  readonly notes: Problem[] = [];
  readonly file: string;
  readonly #text: string;

  constructor(file: string, text: string) {
    this.file = file;
    this.#text = text;
  }

  /** `file:line:column` of a node. */
  at(place: Place): string {
    const { line, col } = this.#position(place?.range?.[0]);
    return `${this.file}:${line}:${col}`;
  }

  complain(place: Place, path: string, wrong: string, instead: string): void {
    this.complainAt(place?.range?.[0], path, wrong, instead);
  }

  note(place: Place, path: string, wrong: string, instead: string): void {
    this.notes.push(this.#problem(place?.range?.[0], path, wrong, instead));
  }

  /** `offset` counts characters from the beginning of the file. */
  complainAt(offset: number | undefined, path: string, wrong: string, instead: string): void {
    this.problems.push(this.#problem(offset, path, wrong, instead));
  }

  /**
   * Every value of the section, defaults filled in; what is wrong is left out and told. `map` as of `mapUnder`; `others`
   * are keys that are read elsewhere.
   */
  section(map: YAMLMap | null | undefined, table: Section, path: string, others: readonly string[] = []): Values {
    if (map === undefined) return {};
    const names = Object.entries(table).map(([key, entry]) => fileKey(key, entry));
    const meant = this.#refuseUnknown(map, [...names, ...others], path);
    const values: Record<string, Json> = {};
    for (const [key, entry] of Object.entries(table)) {
      const name = fileKey(key, entry);
      if (isSetting(entry) && meant.has(name)) continue;
      const value = this.#entry(map, name, entry, within(path, name));
      if (value !== undefined) values[key] = value;
    }
    return values;
  }

  /** The mapping under a key; null when there is no such key, undefined when something else stands there, which is told. */
  mapUnder(map: YAMLMap | null, key: string, path: string): YAMLMap | null | undefined {
    const node = map?.get(key, true) as Node | null | undefined;
    if (node === undefined || isMap(node)) return node ?? null;
    const empty = isEmpty(node);
    const wrong = empty ? "this section is empty" : isSeq(node) ? "this is a list" : "this is not a section";
    const instead = isSeq(node) ? "Leave out the dashes: each line is a key, a colon and a value." : INDENT;
    this.complain(empty ? keyNode(map, key) : node, path, wrong, instead);
    return undefined;
  }

  #entry(map: YAMLMap | null, key: string, entry: Entry, path: string): Json | undefined {
    if (isSetting(entry)) return this.#setting(map, key, entry, path);
    if (isList(entry)) return this.#list(map, key, entry, path);
    if (isNamed(entry)) return this.#named(map, key, entry, path);
    const inner = this.mapUnder(map, key, path);
    if (isOptional(entry)) return inner == null ? inner : this.section(inner, entry.of, path);
    return this.section(inner, entry, path);
  }

  /** One that is wrong has its place in the list all the same, so that the others keep theirs. */
  #list(map: YAMLMap | null, key: string, list: List, path: string): Json | undefined {
    const node = map?.get(key, true) as Node | null | undefined;
    if (node === undefined) return [];
    const instead = isSetting(list.of) ? `Write ${list.example}.` : `Write lines such as "${list.example}".`;
    if (!isSeq(node)) {
      const empty = isEmpty(node);
      this.complain(empty ? keyNode(map, key) : node, path, empty ? EMPTY_LIST : "this is not a list", instead);
      return undefined;
    }
    if (node.items.length === 0) this.complain(node, path, EMPTY_LIST, `${instead} Or leave the key out.`);
    this.#refuseTooMany(node.items as Node[], list.max, path);
    return node.items.slice(0, list.max).map((item, index) => {
      const inner = within(path, String(index + 1));
      if (isSetting(list.of)) return this.#scalar(node, index, list.of, inner) ?? null;
      if (isMap(item)) return this.section(item, list.of, inner);
      this.complain(isEmpty(item as Node | null) ? node : (item as Node), inner, "this is not a section", instead);
      return {};
    });
  }

  #scalar(list: YAMLSeq, index: number, setting: Setting, path: string): Json | undefined {
    const node = list.items[index] as Node | null;
    if (isEmpty(node)) {
      this.complain(list, path, "there is nothing here", hint(setting));
      return undefined;
    }
    const twice = isScalar(node) && list.items.slice(0, index).some((other) => nameOf(other) === nameOf(node));
    if (twice) this.complain(node, path, `${quoted(nameOf(node))} is here twice`, "Keep one of them.");
    return twice ? undefined : this.#value(node, setting, path);
  }

  #named(map: YAMLMap | null, key: string, { of, max, pattern, write, what, example }: Named, path: string): Json {
    const items = this.mapUnder(map, key, path)?.items ?? [];
    this.#refuseTooMany(
      items.map((item) => item.key as Node),
      max,
      path,
    );
    return items.slice(0, max).map((item) => {
      const [place, node] = [item.key as Place, item.value as Node | null];
      const name = nameOf(place);
      const known = new RegExp(pattern, "u").test(name);
      if (!known) this.complain(place, path, `${quoted(name)} cannot be the name of a ${what}`, write);
      const inner = known ? within(path, name) : path;
      if (isMap(node)) return { name, ...this.section(node, of, inner) };
      this.complain(isEmpty(node) ? place : node, inner, `this is not a ${what}`, `Write a ${what} as ${example}.`);
      return { name };
    });
  }

  #refuseTooMany(items: readonly Place[], max: number, path: string): void {
    if (items.length <= max) return;
    this.complain(
      items[max] ?? null,
      path,
      `there are ${items.length} of them, and ${max} is the most`,
      "Take some out.",
    );
  }

  /** The names that were probably meant by unknown keys: they are not told to be missing as well. */
  #refuseUnknown(map: YAMLMap | null, known: readonly string[], path: string): ReadonlySet<string> {
    const meant = new Set<string>();
    for (const { key } of map?.items ?? []) {
      const name = nameOf(key);
      if (known.includes(name)) continue;
      const near = nearest(name, known);
      if (near !== null && map?.has(near) === false) meant.add(near);
      const glued = /^[\w-]+:\S/.test(name);
      const cure = near === null ? `Write ${either(known)}.` : `Did you mean "${near}"?`;
      this.complain(key as Place, path, `there is no key ${quoted(name)}`, glued ? SPACE : cure);
    }
    return meant;
  }

  #setting(map: YAMLMap | null, key: string, setting: Setting, path: string): Json | undefined {
    const node = map?.get(key, true) as Node | null | undefined;
    if (node === undefined) {
      if (setting.default !== undefined) return setting.default;
      this.complain(map, path, "this key is missing", hint(setting));
      return undefined;
    }
    if (isEmpty(node)) {
      const instead = setting.default === undefined ? hint(setting) : `${hint(setting)} Or leave the key out.`;
      this.complain(keyNode(map, key), path, "this key has no value", instead);
      return undefined;
    }
    return this.#value(node, setting, path);
  }

  #value(node: Node | null, setting: Setting, path: string): Json | undefined {
    const text = isScalar(node) ? (node.source ?? String(node.value)).trim() : null;
    const read = text === null ? refused("this should be one value", setting) : readValue(setting, text);
    if (read.ok) return read.value;
    this.complain(node, path, read.wrong, read.instead);
    return undefined;
  }

  #problem(offset: number | undefined, path: string, wrong: string, instead: string): Problem {
    const { line, col } = this.#position(offset);
    return { file: this.file, line, column: col, path, wrong, instead };
  }

  #position(offset: number | undefined): { line: number; col: number } {
    if (offset === undefined) return { line: 1, col: 1 };
    const before = this.#text.slice(0, offset);
    return { line: before.split("\n").length, col: offset - before.lastIndexOf("\n") };
  }
}

const EMPTY_LIST = "this list is empty";
const INDENT = "Indent its keys below it, two spaces each.";
const SPACE = "Put a space behind the colon.";

export const within = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);

/** The text of a mapping's key; a key that is itself a list or a mapping has none. */
export const nameOf = (key: unknown): string => (isScalar(key) ? String(key.value) : "?");

export const isEmpty = (node: Node | null): boolean => node === null || (isScalar(node) && node.value === null);

/** Where the key itself stands: an empty value stands nowhere. */
const keyNode = (map: YAMLMap | null, key: string): Place =>
  (map?.items.find((item) => nameOf(item.key) === key)?.key ?? null) as Place;
