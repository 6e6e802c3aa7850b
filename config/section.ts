import type { NumberSetting, Setting } from "../device/measure/setting.ts";
import { isQuantity, KINDS } from "./quantities.ts";

/** A part of a config file: settings, lists, and sections within it. */
export type Section = { readonly [key: string]: Entry };
export type Entry = Setting | List | Named | Optional | Section;

/** A YAML list. `example` is what a person writes for one or a few of it. */
export type List = {
  readonly kind: "list";
  readonly of: Setting | Section;
  readonly max: number;
  readonly example: string;
  readonly meaning: string;
};

/**
 * Sections under names of the file's own: at most `max`, each name by `pattern`, of which `write` tells a person. In the
 * checked values they are a list in the order of the file, each with its `name`. `what` is one of them, `program`, and
 * `example` what a person writes for it.
 */
export type Named = {
  readonly kind: "named";
  readonly of: Section;
  readonly max: number;
  readonly pattern: string;
  readonly write: string;
  readonly what: string;
  readonly example: string;
  readonly meaning: string;
};

/** A section that is null where it is left out. */
export type Optional = { readonly kind: "optional"; readonly of: Section; readonly meaning: string };

/** The tables that give exactly a settings type: each number a quantity or count, each object a section. */
export type SectionFor<Settings> = { readonly [Key in keyof Settings]: EntryFor<NonNullable<Settings[Key]>> };
type EntryFor<Value> = [Value] extends [number]
  ? NumberSetting
  : [Value] extends [boolean]
    ? Extract<Setting, { kind: "switch" }>
    : [Value] extends [string]
      ? Extract<Setting, { kind: "text" | "choice" | "line" }>
      : [Value] extends [readonly (infer Item)[]]
        ? List & { readonly of: EntryFor<Item> }
        : [Value] extends [object]
          ? SectionFor<Value>
          : never;

const COLLECTIONS: readonly unknown[] = ["list", "named", "optional"];
export const isSetting = (entry: Entry): entry is Setting =>
  typeof entry.kind === "string" && !COLLECTIONS.includes(entry.kind);
export const isList = (entry: Entry): entry is List => entry.kind === "list";
export const isNamed = (entry: Entry): entry is Named => entry.kind === "named";
export const isOptional = (entry: Entry): entry is Optional => entry.kind === "optional";

export const isNumeric = (setting: Setting): setting is NumberSetting =>
  setting.kind === "count" || isQuantity(setting.kind);

/** `holdMs` stands as `hold` in the file: there the value carries the unit. */
export function fileKey(key: string, entry: Entry): string {
  if (!isSetting(entry) || !isNumeric(entry)) return key;
  if (entry.called !== undefined) return entry.called;
  const suffix = entry.kind === "count" ? "" : KINDS[entry.kind].suffix;
  return suffix !== "" && key.endsWith(suffix) ? key.slice(0, -suffix.length) : key;
}
