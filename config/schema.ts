import { parse } from "yaml";
import { ROLES, type DeviceKind, type Role } from "../device/measure/roles.ts";
import type { NumberSetting, Setting } from "../device/measure/setting.ts";
import { binSettings, pressSettings } from "./bin-settings.ts";
import { boardSettings } from "./boards.ts";
import { BUILT_IN, type Catalog } from "./catalog.ts";
import { deviceSettings } from "./device-settings.ts";
import { lampSettings } from "./lamp-settings.ts";
import { driversFor, NAME_PATTERN } from "./part.ts";
import { quantityPattern } from "./quantities.ts";
import { activePeriodSettings } from "./calendar-settings.ts";
import { neighboursSettings } from "./neighbours-settings.ts";
import { PERIODS_WITH } from "./program-rules.ts";
import { fileKey, isList, isNamed, isNumeric, isOptional, isSetting, type Entry, type Section } from "./section.ts";
import { hint, limitsInWords, linePattern, shown } from "./value.ts";

type Schema = { readonly [key: string]: unknown };

/**
 * A JSON Schema (draft 7, which editors know best) of a config file. It says what a single key can say: the limits of a
 * quantity, and what two keys say together, only the loader checks. `catalog`: the drivers that a part may name.
 */
export function configSchema(catalog = BUILT_IN): Schema {
  const { properties, required } = sectionSchema(deviceSettings);
  const whole = {
    lamp: sectionSchema(lampSettings),
    neighbours: {
      ...sectionSchema(neighboursSettings),
      description: "The posts along the path: who comes at one is lit at the others.",
    },
    bin: binSchema(),
    boards: {
      type: "object",
      description: "MCU boards on USB whose pins parts use, a line each.",
      propertyNames: { pattern: NAME_PATTERN },
      additionalProperties: sectionSchema(boardSettings),
    },
    parts: { type: "object", description: "Its hardware, a line each." },
  };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "gaturum config",
    description: "A lamp post or a litter bin. Each key: docs/config.md",
    type: "object",
    properties: { ...properties, ...whole },
    required: [...required, "parts"],
    additionalProperties: false,
    allOf: [
      whenKind("lamp-post", { properties: { bin: false, parts: partsSchema("lamp-post", catalog) } }),
      whenKind("litter-bin", {
        properties: { lamp: false, neighbours: false, parts: partsSchema("litter-bin", catalog) },
        required: ["bin"],
      }),
    ],
  };
}

const whenKind = (kind: DeviceKind, then: Schema): Schema => ({
  if: { properties: { kind: { const: kind } }, required: ["kind"] },
  then,
});

function binSchema(): Schema {
  const bin = sectionSchema(binSettings);
  const press = {
    ...sectionSchema(pressSettings),
    description: "The ram. Leave it out, and nothing in the bin moves.",
  };
  return { ...bin, properties: { ...bin.properties, press } };
}

function sectionSchema(table: Section): Schema & { readonly properties: Schema; readonly required: readonly string[] } {
  const entries = Object.entries(table).map(([key, entry]) => [fileKey(key, entry), entry] as const);
  const needed = entries.filter(([, entry]) => isNeeded(entry));
  return {
    type: "object",
    properties: Object.fromEntries(entries.map(([key, entry]) => [key, entrySchema(entry)])),
    required: needed.map(([key]) => key),
    additionalProperties: false,
    ...(table === activePeriodSettings ? { allOf: periodRules() } : {}),
  };
}

function entrySchema(entry: Entry): Schema {
  if (isSetting(entry)) return settingSchema(entry);
  if (isOptional(entry)) return { ...sectionSchema(entry.of), description: entry.meaning };
  if (isNamed(entry)) {
    const { of, max, pattern, meaning, example } = entry;
    return {
      type: "object",
      description: `${meaning} At most ${max}, each as ${example}`,
      propertyNames: { pattern },
      maxProperties: max,
      additionalProperties: { ...sectionSchema(of), examples: [parse(example)] },
    };
  }
  if (!isList(entry)) return sectionSchema(entry);
  const { of, max, meaning, example } = entry;
  const items = isSetting(of) ? { uniqueItems: true, items: settingSchema(of) } : { items: sectionSchema(of) };
  return {
    type: "array",
    description: `${meaning} As ${example}`,
    examples: [parse(example)],
    minItems: 1,
    maxItems: max,
    ...items,
  };
}

/** A period has the keys of its type and no other's; the times of an Absolute one must be there. */
function periodRules(): readonly Schema[] {
  const { type, ...keys } = activePeriodSettings;
  return type.of.map((period) => {
    const others = Object.entries(PERIODS_WITH).filter(([, periods]) => !periods.includes(period));
    const named = others.map(([key]) => [fileKey(key, keys[key as keyof typeof keys]), false] as const);
    const then = { properties: Object.fromEntries(named) };
    // A period without a type is the night itself.
    if (period === type.default) return { if: { properties: { type: { const: period } } }, then };
    return when("type", [period], period === "Absolute" ? { ...then, required: ["from", "to"] } : then);
  });
}

/** A key without a default, or a section with such a key. */
const isNeeded = (entry: Entry): boolean => {
  if (isSetting(entry)) return entry.default === undefined;
  return isList(entry) || isNamed(entry) || isOptional(entry) ? false : Object.values(entry).some(isNeeded);
};

function settingSchema(setting: Setting): Schema {
  const common = { description: describe(setting), errorMessage: hint(setting) };
  if (isNumeric(setting)) return { ...common, ...numberSchema(setting) };
  const usual = setting.default == null ? {} : { default: setting.default };
  switch (setting.kind) {
    case "switch":
      return { ...common, type: "boolean", ...usual };
    case "choice":
      return { ...common, enum: setting.of.flatMap(asWritten), ...usual };
    case "text":
      // The loader takes the text as it stands: a plate of digits alone needs no quotes.
      return { ...common, type: ["string", "number"], pattern: setting.pattern, ...usual };
    case "line":
      return { ...common, type: "string", pattern: linePattern(setting) };
  }
}

/** YAML makes a number of a word of digits, and the loader takes both. */
const asWritten = (word: string): readonly unknown[] => (/^\d+$/.test(word) ? [Number(word), word] : [word]);

function numberSchema({ kind, min, max, default: usual }: NumberSetting): Schema {
  if (kind === "count") return { type: "integer", minimum: min, maximum: max, default: usual ?? undefined };
  return {
    type: "string",
    pattern: quantityPattern(kind),
    default: usual == null ? undefined : shown(kind, usual),
  };
}

function describe(setting: Setting): string {
  const limits = isNumeric(setting) ? ` ${limitsInWords(setting)}.` : "";
  return `${setting.meaning}${limits}`;
}

function partsSchema(kind: DeviceKind, catalog: Catalog): Schema {
  const drivers = Object.entries(catalog.drivers);
  const keys = Object.fromEntries(
    drivers.flatMap(([, { settings }]) => Object.entries(sectionSchema(settings).properties)),
  );
  const role = { description: "What it is in this device.", enum: Object.keys(ROLES[kind]) };
  const driver = { description: "The code for this model.", enum: drivers.map(([name]) => name) };
  return {
    propertyNames: { pattern: NAME_PATTERN },
    additionalProperties: {
      type: "object",
      properties: { role, driver, ...keys },
      required: ["role", "driver"],
      additionalProperties: false,
      allOf: [...driverRules(Object.keys(keys), catalog), ...roleRules(kind, catalog)],
    },
  };
}

/** A part has the keys of its driver and no other's. */
function driverRules(keys: readonly string[], catalog: Catalog): readonly Schema[] {
  return Object.entries(catalog.drivers).map(([name, { settings }]) => {
    const { properties, required } = sectionSchema(settings);
    const others = keys.filter((key) => !Object.hasOwn(properties, key)).map((key) => [key, false]);
    return when("driver", [name], { properties: { ...properties, ...Object.fromEntries(others) }, required });
  });
}

/** A role is played by a driver that keeps its contract. */
function roleRules(kind: DeviceKind, catalog: Catalog): readonly Schema[] {
  const byContract = Map.groupBy(Object.entries<Role>(ROLES[kind]), ([, { contract }]) => contract);
  return [...byContract].map(([contract, roles]) =>
    when(
      "role",
      roles.map(([role]) => role),
      { properties: { driver: { enum: driversFor(contract, null, catalog) } } },
    ),
  );
}

const when = (key: string, values: readonly string[], then: Schema): Schema => ({
  if: { properties: { [key]: { enum: values } }, required: [key] },
  then,
});
