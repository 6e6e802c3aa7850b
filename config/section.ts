import type { NumberSetting, Setting } from "../device/measure/setting.ts";
import { isQuantity, KINDS } from "./quantities.ts";

/** A part of a config file: settings and sections within it. */
export type Section = { readonly [key: string]: Setting | Section };

/** The tables that give exactly a settings type: each number a quantity or count, each object a section. */
export type SectionFor<Settings> = {
  readonly [Key in keyof Settings]: NonNullable<Settings[Key]> extends number
    ? NumberSetting
    : NonNullable<Settings[Key]> extends boolean
      ? Extract<Setting, { kind: "switch" }>
      : NonNullable<Settings[Key]> extends string
        ? Extract<Setting, { kind: "text" | "choice" | "line" }>
        : NonNullable<Settings[Key]> extends object
          ? SectionFor<NonNullable<Settings[Key]>>
          : never;
};

export const isSetting = (entry: Setting | Section): entry is Setting => typeof entry.kind === "string";

export const isNumeric = (setting: Setting): setting is NumberSetting =>
  setting.kind === "count" || isQuantity(setting.kind);

/** `holdMs` stands as `hold` in the file: there the value carries the unit. */
export function fileKey(key: string, entry: Setting | Section): string {
  if (!isSetting(entry) || !isNumeric(entry)) return key;
  if (entry.called !== undefined) return entry.called;
  const suffix = entry.kind === "count" ? "" : KINDS[entry.kind].suffix;
  return suffix !== "" && key.endsWith(suffix) ? key.slice(0, -suffix.length) : key;
}
