import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { binSettings, pressSettings } from "../../config/bin-settings.ts";
import { deviceSettings } from "../../config/device-settings.ts";
import { DRIVERS } from "../../config/drivers.ts";
import { generated, staleFiles } from "../../config/generate.ts";
import { lampSettings } from "../../config/lamp-settings.ts";
import { neighboursSettings } from "../../config/neighbours-settings.ts";
import { fileKey, isList, isNamed, isOptional, isSetting, type Entry, type Section } from "../../config/section.ts";
import { CONFIG_NAMES } from "../../device/contract/interop/config-names.ts";
import { ROLES } from "../../device/measure/roles.ts";
import { changed, EXAMPLES, exampleText } from "./examples.ts";
import { WITH_NEIGHBOURS } from "./wrong-neighbours.ts";

const SCHEMA = "config/gaturum.schema.json";
const PAGE = "docs/config.md";
const textOf = (path: string): string => generated().get(path) ?? "";

describe("what is made from the tables", () => {
  it("stands in the repository as it is made now", () => {
    expect(staleFiles()).toEqual([]);
  });

  it("is stale when a letter differs or a file is gone", () => {
    expect(staleFiles((path) => (path === PAGE ? `${textOf(path)} ` : textOf(path)))).toEqual([PAGE]);
    expect(staleFiles((path) => (path === SCHEMA ? undefined : textOf(path)))).toEqual([SCHEMA]);
  });

  it.each(["undefined", "null", "[object", "NaN", "Infinity"])("never says %s", (word) => {
    expect(textOf(SCHEMA)).not.toContain(word);
    expect(textOf(PAGE)).not.toContain(word);
  });
});

describe("the schema for editors", () => {
  const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
  ajv.addVocabulary(["errorMessage"]);
  const validate = ajv.compile(JSON.parse(textOf(SCHEMA)) as object);
  const complaints = (text: string): readonly string[] => {
    validate(parse(text));
    return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
  };

  it.each(EXAMPLES)("%s.yaml is valid, and names the schema in its first line", (name) => {
    expect(complaints(exampleText(name))).toEqual([]);
    expect(exampleText(name).split("\n")[0]).toBe("# yaml-language-server: $schema=gaturum.schema.json");
  });

  it("has examples that are right by itself", () => {
    const found: { schema: object; example: unknown }[] = [];
    const visit = (schema: unknown): void => {
      if (typeof schema !== "object" || schema === null) return;
      const { examples } = schema as { examples?: readonly unknown[] };
      if (Array.isArray(examples)) found.push(...examples.map((example: unknown) => ({ schema, example })));
      Object.values(schema).forEach(visit);
    };
    visit(JSON.parse(textOf(SCHEMA)));
    expect(found.length).toBeGreaterThanOrEqual(8);
    expect(found.filter(({ schema, example }) => !ajv.validate(schema, example))).toEqual([]);
  });

  const festive = (lines: string): string =>
    changed("lamp-post-calendar", "level: 100 %                # all night", lines);
  const weekend = (to: string): string => changed("lamp-post-calendar", "weekdays: [Fri, Sat]", to);

  it.each([
    ["neighbours", WITH_NEIGHBOURS],
    [
      "nth as a number, and L",
      weekend("weekdays: [Sun], nth: 5").replace("startDate: --04-30", "weekdays: [Mon], nth: L"),
    ],
    ["a time without quotes", festive("switchPoints: [{ at: 22:00, level: 0 % }]")],
    ["dates of one year", weekend("startDate: 2026-12-24, endDate: 2026-12-24")],
    ["a period by sun and photocell", festive("activePeriod: { type: AstroAndSensor, pcActiveBeforeSunset: 1 h }")],
    ["an Absolute period", festive('activePeriod: { type: Absolute, from: "18:00", to: "06:00" }')],
    ["no space before the unit", changed("lamp-post", "hold: 60 s", "hold: 60s")],
    ["a plate of digits", changed("lamp-post", "plate: 4711-0382", "plate: 4711")],
    ["an IPv6 broker", changed("lamp-post", "mqtt://127.0.0.1:1883", "mqtts://[2001:db8::1]")],
    ["a whole section left out", exampleText("lamp-post").split("\nlamp:")[0] ?? ""],
  ])("takes what the loader takes: %s", (_what, text) => {
    expect(complaints(text)).toEqual([]);
  });

  it.each<[what: string, text: string, at: string]>([
    ["no unit", changed("lamp-post", "hold: 60 s", "hold: 60"), "/lamp/hold type"],
    ["a unit in wrong case", changed("lamp-post", "hold: 60 s", "hold: 60 S"), "/lamp/hold pattern"],
    ["an unknown key", changed("lamp-post", "hold: 60 s", "hodl: 60 s"), "/lamp additionalProperties"],
    ["an unknown section", `${exampleText("lamp-post")}light: {}\n`, " additionalProperties"],
    ["yes for true", changed("litter-bin", "pressAt: 85 %", "autoHome: yes"), "/bin/press/autoHome type"],
    [
      "too many strokes",
      changed("litter-bin", "pressAt: 85 %", "strokesPerDayMax: 201"),
      "/bin/press/strokesPerDayMax maximum",
    ],
    ["an eastern latitude", changed("lamp-post", "59.32938 N", "59.3 E"), "/place/latitude pattern"],
    ["a missing height", changed("litter-bin", "height: 1.2 m", "hysteresis: 8 %"), "/bin required"],
    ["a broker with a password", changed("lamp-post", "mqtt://127.0.0.1:1883", "mqtt://a:b@c"), "/city/broker pattern"],
    ["the section of another kind", changed("lamp-post", "kind: lamp-post", "kind: litter-bin"), "/lamp false schema"],
    ["a role of another kind", changed("sensor-bin", "role: level", "role: motion"), "/parts/level-1/role enum"],
    [
      "a driver that does something else",
      changed("lamp-post", "driver: mock, line: GPIO17", "driver: a02yyuw, port: /dev/serial0"),
      "/parts/pir-1/driver enum",
    ],
    [
      "the key of another driver",
      changed("lamp-post", "line: GPIO17", "port: /dev/serial0"),
      "/parts/pir-1/port false schema",
    ],
    ["a missing port", changed("sensor-bin", ", port: /dev/serial0", ""), "/parts/level-1 required"],
    ["a name in capitals", changed("lamp-post", "pir-1:", "PIR-1:"), "/parts propertyNames"],
    ["a weekday in Swedish", weekend("weekdays: [Lör]"), "/lamp/calendar/rules/2/weekdays/0 enum"],
    ["a weekday twice", weekend("weekdays: [Sat, Sat]"), "/lamp/calendar/rules/2/weekdays uniqueItems"],
    ["an empty list", weekend("weekdays: []"), "/lamp/calendar/rules/2/weekdays minItems"],
    ["a sixth Sunday", weekend("weekdays: [Sun], nth: 6"), "/lamp/calendar/rules/2/nth enum"],
    ["month 13", weekend("startDate: --13-01"), "/lamp/calendar/rules/2/startDate pattern"],
    [
      "a rule without a program",
      weekend("weekdays: [Fri]").replace("program: weekend, ", ""),
      "/lamp/calendar/rules/2 required",
    ],
    [
      "a calendar without a zone",
      changed("lamp-post-calendar", "    zone: Europe/Stockholm", "    #"),
      "/lamp/calendar required",
    ],
    [
      "25 o'clock",
      festive("switchPoints: [{ at: 25:00, level: 0 % }]"),
      "/lamp/programs/festive/switchPoints/0/at pattern",
    ],
    [
      "an Absolute period without its end",
      festive('activePeriod: { type: Absolute, from: "18:00" }'),
      "/lamp/programs/festive/activePeriod required",
    ],
    [
      "the key of another period",
      festive("activePeriod: { type: Sensor, sunsetOffset: 15 min }"),
      "/lamp/programs/festive/activePeriod/sunsetOffset false schema",
    ],
    [
      "the time of another period",
      festive('activePeriod: { type: Sensor, from: "18:00" }'),
      "/lamp/programs/festive/activePeriod/from false schema",
    ],
    [
      "an offset, and no type",
      festive("activePeriod: { sunsetOffset: 15 min }"),
      "/lamp/programs/festive/activePeriod/sunsetOffset false schema",
    ],
    [
      "a key in place of its file",
      WITH_NEIGHBOURS.replace("/etc/gaturum/zone.key", "9f".repeat(32)),
      "/neighbours/keyFile pattern",
    ],
    ["neighbours of a bin", `${exampleText("sensor-bin")}neighbours: {}\n`, "/neighbours false schema"],
  ])("refuses %s", (_what, text, at) => {
    expect(complaints(text)).toContain(at);
  });
});

describe("the reference page", () => {
  const pathsOf = (section: Section, path: string): readonly string[] =>
    Object.entries(section).flatMap(([key, entry]) => pathsIn(entry, `${path}.${fileKey(key, entry)}`));
  const pathsIn = (entry: Entry, path: string): readonly string[] => {
    if (isSetting(entry)) return [path];
    if (isNamed(entry)) return [path, ...pathsOf(entry.of, `${path}.NAME`)];
    if (isOptional(entry)) return [path, ...pathsOf(entry.of, path)];
    if (!isList(entry)) return [path, ...pathsOf(entry, path)];
    return isSetting(entry.of) ? [path] : [path, ...pathsOf(entry.of, path)];
  };
  const isLeaf = (path: string, _index: number, all: readonly string[]): boolean =>
    !all.some((other) => other.startsWith(`${path}.`));
  const keysOf = (section: Section): readonly string[] =>
    pathsOf(section, "")
      .filter(isLeaf)
      .map((path) => path.split(".").at(-1) ?? "");
  const sections = [
    deviceSettings,
    lampSettings,
    neighboursSettings,
    binSettings,
    pressSettings,
    ...Object.values(DRIVERS).map((driver) => driver.settings),
  ];
  const names = [...sections.flatMap(keysOf), ...Object.keys(DRIVERS), ...Object.values(ROLES).flatMap(Object.keys)];

  it.each([...new Set(names)])("has `%s` in a row of a table", (name) => {
    expect(textOf(PAGE)).toMatch(new RegExp(`^\\|.*\`${name}\``, "m"));
  });

  it("gives unit, limits, default and meaning", () => {
    const { meaning } = lampSettings.rampDownMs;
    expect(textOf(PAGE)).toContain(`| \`rampDown\` | 0 ms to 1.5 min | 8 s | ${meaning} |`);
  });

  it("says what TALQ calls a key, and of none that it has no word for (row 28: one table of names)", () => {
    const [, told = ""] = textOf(PAGE).split("## What TALQ calls it");
    const rows = [...(told.split("\n## ")[0] ?? "").matchAll(/^\| `([^`]+)` \| `([^`]+)`/gm)];
    const known = CONFIG_NAMES.flatMap(({ ours, talq }) => (talq === undefined ? [] : [[ours, talq.name]]));
    expect(known.length).toBeGreaterThan(40);
    expect(rows.map(([, ours, theirs]) => [ours, theirs])).toEqual(known);
  });
});
