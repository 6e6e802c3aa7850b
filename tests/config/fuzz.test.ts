import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binSettings, pressSettings } from "../../config/bin-settings.ts";
import type { DeviceConfig, LampPostConfig } from "../../config/device-config.ts";
import { deviceSettings } from "../../config/device-settings.ts";
import { lampSettings } from "../../config/lamp-settings.ts";
import { parseConfig } from "../../config/load.ts";
import { formatProblem, PROBLEMS_MAX } from "../../config/problem.ts";
import { neighboursSettings } from "../../config/neighbours-settings.ts";
import { isList, isNamed, isOptional, isSetting, type Entry, type Section } from "../../config/section.ts";
import { propertyRuns } from "../setup/property-runs.ts";
import { EXAMPLES, exampleText } from "./examples.ts";
import { WITH_NEIGHBOURS } from "./wrong-neighbours.ts";

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
  ...[
    "- ",
    "[]",
    "- { program: everyday }\n",
    "--02-30",
    "2027-02-29",
    "--12-24",
    "nth: L",
    "weekdays: [Sun]",
    "25:00",
  ],
  ...[
    "type: Absolute",
    "type: Sensor, ",
    'from: "18:00", ',
    "sunset",
    "offset: -15 min, ",
    "Europe/Stockholm",
    "everyday",
  ],
  ...["hours: 0", "neighbours: {}\n", "  programs: {}\n", "constructor: {}", "1: {}"],
];
/** Each example, and the one with its neighbours. */
const TEXTS = [...EXAMPLES.map(exampleText), WITH_NEIGHBOURS];

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
    .tuple(fc.constantFrom(...TEXTS), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([text, edits]) => edited(text, edits)),
  fc
    .tuple(fc.constantFrom(...TEXTS), fc.array(otherNumber, { minLength: 1, maxLength: 3 }))
    .map(([text, changes]) => renumbered(text, changes)),
);

/** Every number of a section that is not one within its limits, by its key. */
function astray(section: Section, values: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(section).flatMap(([key, entry]) => astrayOf(key, entry, values[key]));
}

function astrayOf(key: string, entry: Entry, value: unknown): readonly string[] {
  if (isSetting(entry)) {
    if (value === null && entry.default === null) return [];
    if (!("min" in entry)) return value === undefined ? [key] : [];
    return typeof value === "number" && value >= entry.min && value <= entry.max ? [] : [key];
  }
  if (isOptional(entry)) return value === null ? [] : astrayOf(key, entry.of, value);
  if (!isList(entry) && !isNamed(entry)) return astray(entry, value as Record<string, unknown>);
  if (!Array.isArray(value) || value.length > entry.max) return [key];
  return value.flatMap((item) => astrayOf(key, entry.of, item));
}

/** A calendar comes in other words than it is asked in: every number of it, with what it may be. */
function astrayInCalendar({ lamp: { calendar } }: LampPostConfig): readonly string[] {
  if (calendar === null) return [];
  const within = (min: number, max: number) => (value: number) => (value >= min && value <= max ? [] : [`${value}`]);
  const [percent, minute, day, offset] = [within(0, 100), within(0, 1_439), within(1, 7), within(-10.8e6, 10.8e6)];
  const names = calendar.programs.map(({ name }) => name);
  const asked = [...calendar.rules.map(({ program }) => program), calendar.defaultProgram ?? names[0] ?? ""];
  return [
    ...(names.length === 0 ? [] : asked).filter((name) => !names.includes(name)),
    ...calendar.rules.flatMap(({ weekdays }) => weekdays.flatMap(day)),
    ...calendar.programs.flatMap(({ levelPct, switchPoints, dynamicControls }) => [
      ...percent(levelPct ?? 0),
      ...switchPoints.flatMap((point) => (point.at === "time" ? minute(point.minute) : offset(point.offsetMs))),
      ...switchPoints.flatMap((point) => percent(point.levelPct)),
      ...dynamicControls.flatMap((control) => [...minute(control.startMinute), ...minute(control.endMinute)]),
      ...dynamicControls.flatMap(({ levelPct: level, holdMs }) => [...percent(level), ...within(5e3, 1.2e6)(holdMs)]),
    ]),
  ];
}

function astrayInNeighbours({ neighbours, device }: LampPostConfig): readonly string[] {
  if (neighbours === null) return [];
  const { zone, keyFile, lan, overBroker, posts } = neighbours;
  const asked = posts.map(({ host, distanceM, ...post }) => ({
    ...post,
    address: host,
    distanceMm: distanceM * 1_000,
  }));
  const apart = new Set(posts.map(({ distanceM }) => distanceM)).size === posts.length;
  const own = posts.every(({ name, distanceM }) => name !== device && distanceM !== 0);
  const read = { zone, keyFile, lan, overBroker, posts: asked };
  return [...astray(neighboursSettings, read), ...(apart && own && posts.length > 0 ? [] : ["posts"])];
}

/** What comes in the words it is asked in. */
const ownSettings: Section = Object.fromEntries(
  Object.entries(lampSettings).filter(([key]) => key !== "calendar" && key !== "programs"),
);

function astrayIn(config: DeviceConfig): readonly string[] {
  const common = astray(deviceSettings, { ...config, place: config.asset.place });
  if (config.kind === "lamp-post") {
    const ofPath = [...astrayInCalendar(config), ...astrayInNeighbours(config)];
    return [...common, ...astray(ownSettings, config.lamp), ...ofPath];
  }
  const { press } = config.bin;
  return [...common, ...astray(binSettings, config.bin), ...(press === null ? [] : astray(pressSettings, press))];
}

describe("an example, changed at random", () => {
  it("is taken within its limits or refused with a place, and nothing throws", { timeout: 60_000 }, () => {
    let taken = 0;
    fc.assert(
      fc.property(mutated, (text) => {
        const loaded = parseConfig(text, "p.yaml");
        if (loaded.ok) {
          taken += 1;
          expect(astrayIn(loaded.config)).toEqual([]);
          expect(JSON.parse(JSON.stringify(loaded.config))).toEqual(loaded.config);
          expect(loaded.notes.length).toBeLessThanOrEqual(PROBLEMS_MAX);
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
