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

/** `holdMs` stands as `hold` in the file: there the value carries the unit. */
export function fileKey(key: string, entry: Setting | Section): string {
  if (!isSetting(entry) || !isQuantity(entry.kind)) return key;
  if ("called" in entry && entry.called !== undefined) return entry.called;
  const { suffix } = KINDS[entry.kind];
  return key.endsWith(suffix) ? key.slice(0, -suffix.length) : key;
}
