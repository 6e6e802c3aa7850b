import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { binSettings, pressSettings } from "../../config/bin-settings.ts";
import { deviceSettings } from "../../config/device-settings.ts";
import { DRIVERS } from "../../config/drivers.ts";
import { generated, staleFiles } from "../../config/generate.ts";
import { lampSettings } from "../../config/lamp-settings.ts";
import { fileKey, isSetting, type Section } from "../../config/section.ts";
import { ROLES } from "../../device/measure/roles.ts";
import { changed, EXAMPLES, exampleText } from "./examples.ts";

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

  it.each([
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
  ])("refuses %s", (_what, text, at) => {
    expect(complaints(text)).toContain(at);
  });
});

describe("the reference page", () => {
  const keysOf = (section: Section): readonly string[] =>
    Object.entries(section).flatMap(([key, entry]) => (isSetting(entry) ? [fileKey(key, entry)] : keysOf(entry)));
  const sections = [
    deviceSettings,
    lampSettings,
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
});
