import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binSettings, pressSettings } from "../../config/bin-settings.ts";
import type { DeviceConfig } from "../../config/device-config.ts";
import { deviceSettings } from "../../config/device-settings.ts";
import { lampSettings } from "../../config/lamp-settings.ts";
import { parseConfig } from "../../config/load.ts";
import { formatProblem, PROBLEMS_MAX } from "../../config/problem.ts";
import { isSetting, type Section } from "../../config/section.ts";
import { propertyRuns } from "../setup/property-runs.ts";
import { EXAMPLES, exampleText } from "./examples.ts";

/** What people paste, mistype or leave behind, and what YAML makes something else of. */
const SCRAPS = [
  ...Array.from("0123456789.,-+:#%{}[]\"'*&!|>? \n\t\r\0\u00a0\ufeff🙂"),
  ...["60 s", "1e9 s", "-1 %", "1,5 m", "95 N", "yes", "null", "~", "010", "0x1F", ".inf", ".nan", "2026-11-25"],
  ...[
    "<<: *a",
    "&a ",
    "*a",
    "!!binary ",
    "!tag ",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "\\u0000",
    "__proto__",
    "constructor",
  ],
  ...[
    "press:",
    "  press: {}\n",
    "kind: litter-bin\n",
    "mode: observe\n",
    "line: GPIO17",
    "driver: a02yyuw",
    "role: clock",
  ],
];

type Edit = { readonly at: number; readonly cut: number; readonly put: string };
const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 3 }) }, fc.integer({ min: 0, max: 400 })),
  put: fc.oneof({ weight: 4, arbitrary: fc.constantFrom("", ...SCRAPS) }, fc.string({ maxLength: 8, unit: "binary" })),
});
const edited = (text: string, edits: readonly Edit[]): string =>
  edits.reduce((now, { at, cut, put }) => {
    const from = Math.floor(at * now.length);
    return now.slice(0, from) + put + now.slice(from + cut);
  }, text);

/** Digits and units changed in place: the text stays a config, its values go astray. */
const otherNumber = fc.record({
  which: fc.nat(40),
  put: fc.oneof(fc.integer({ min: -10, max: 9_999 }), fc.double()).map(String),
});
const renumbered = (text: string, changes: readonly { which: number; put: string }[]): string =>
  changes.reduce((now, { which, put }) => {
    let seen = 0;
    return now.replace(/(?<=: )[\d.-]+(?= )/g, (number) => (seen++ === which ? put : number));
  }, text);

const mutated = fc.oneof(
  fc
    .tuple(fc.constantFrom(...EXAMPLES), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([name, edits]) => edited(exampleText(name), edits)),
  fc
    .tuple(fc.constantFrom(...EXAMPLES), fc.array(otherNumber, { minLength: 1, maxLength: 3 }))
    .map(([name, changes]) => renumbered(exampleText(name), changes)),
);

/** Every number of a section that is not one within its limits, by its key. */
function astray(section: Section, values: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(section).flatMap(([key, entry]) => {
    const value = values[key];
    if (!isSetting(entry)) return astray(entry, value as Record<string, unknown>);
    if (!("min" in entry)) return value === undefined ? [key] : [];
    return typeof value === "number" && value >= entry.min && value <= entry.max ? [] : [key];
  });
}

function astrayIn(config: DeviceConfig): readonly string[] {
  const common = astray(deviceSettings, { ...config, place: config.asset.place });
  if (config.kind === "lamp-post") return [...common, ...astray(lampSettings, config.lamp)];
  const { press } = config.bin;
  return [...common, ...astray(binSettings, config.bin), ...(press === null ? [] : astray(pressSettings, press))];
}

describe("an example, changed at random", () => {
  it("is taken within its limits or refused with a place, and nothing throws", () => {
    let taken = 0;
    fc.assert(
      fc.property(mutated, (text) => {
        const loaded = parseConfig(text, "p.yaml");
        if (loaded.ok) {
          taken += 1;
          expect(astrayIn(loaded.config)).toEqual([]);
          expect(JSON.parse(JSON.stringify(loaded.config))).toEqual(loaded.config);
          expect(loaded.config.hash).toMatch(/^[0-9a-f]{16}$/);
          return;
        }
        expect(loaded.problems.length).toBeGreaterThan(0);
        expect(loaded.problems.length).toBeLessThanOrEqual(PROBLEMS_MAX);
        const lines = text.split("\n");
        for (const problem of loaded.problems) {
          expect(problem.column).toBeGreaterThan(0);
          expect(problem.column).toBeLessThanOrEqual((lines[problem.line - 1] ?? "").length + 1);
          expect(formatProblem(problem)).toMatch(/^p\.yaml:[1-9]\d*:[1-9]\d*( [^ :]+)?: [^\p{Cc}]+\. [^\p{Cc}]+[.?]$/u);
        }
      }),
      propertyRuns(3_000),
    );
    expect(taken).toBeGreaterThan(0);
  });
});
