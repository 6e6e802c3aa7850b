import { describe, expect, it } from "vitest";
import { parseConfig } from "../../config/load.ts";
import type { LampPostConfig } from "../../config/device-config.ts";
import { formatProblem, PROBLEMS_MAX, type Problem } from "../../config/problem.ts";
import { FILE_BYTES_MAX } from "../../config/read-file.ts";
import { changed, exampleText } from "./examples.ts";

type Taken = { readonly config: LampPostConfig; readonly notes: readonly Problem[] };
function taken(text: string): Taken {
  const loaded = parseConfig(text, "p.yaml");
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join("\n"));
  if (loaded.config.kind !== "lamp-post") throw new Error("not a lamp post");
  return { config: loaded.config, notes: loaded.notes };
}

/** The example post with these lines below `lamp`. */
const withLines = (lines: string): string => `${exampleText("lamp-post")}${lines}`;
const withProgram = (lines: string): string =>
  withLines(`  calendar: { zone: Europe/Stockholm, defaultProgram: one }\n  programs:\n    one: ${lines}\n`);
const programOf = (lines: string): unknown => taken(withProgram(lines)).config.lamp.calendar?.programs[0];

describe("a calendar (row 2 of the lamp's table)", () => {
  it("without the section there is none, and the post has its own base", () => {
    expect(taken(exampleText("lamp-post")).config.lamp.calendar).toBeNull();
    expect(taken(exampleText("lamp-post")).notes).toEqual([]);
  });

  it("has its rules in the order of the file, with weekdays from 1 for Monday", () => {
    const rules = `  calendar:
    zone: Europe/Stockholm
    defaultProgram: one
    rules:
      - { program: one, startDate: --12-24, endDate: --01-06, except: [--12-31, 2026-01-01] }
      - { program: one, startDate: 2028-02-29, endDate: 2028-02-29 }
      - { program: one, weekdays: [Sun, Mon], nth: 5 }
      - program: one
        weekdays:
          - Sat
        nth: L
  programs: { one: { level: 100 % } }
`;
    const usual = { startDate: "--01-01", endDate: "--12-31", weekdays: [], nth: null, except: [] };
    expect(taken(withLines(rules)).config.lamp.calendar).toMatchObject({
      zone: "Europe/Stockholm",
      defaultProgram: "one",
      rules: [
        {
          ...{ ...usual, program: "one", startDate: "--12-24", endDate: "--01-06" },
          except: ["--12-31", "2026-01-01"],
        },
        { ...usual, program: "one", startDate: "2028-02-29", endDate: "2028-02-29" },
        { ...usual, program: "one", weekdays: [7, 1], nth: 5 },
        { ...usual, program: "one", weekdays: [6], nth: "L" },
      ],
    });
  });

  it("takes 100 rules, 100 programs and 100 switch points, in a file of one page's size", () => {
    const day = (n: number): string => `--0${1 + Math.floor(n / 28)}-${String(1 + (n % 28)).padStart(2, "0")}`;
    const date = (n: number): string => `startDate: ${day(n)}, endDate: ${day(n)}`;
    const rules = Array.from({ length: 100 }, (_, n) => `      - { program: p${n}, ${date(n)} }\n`).join("");
    const at = (n: number): string => `"${String((12 + Math.floor(n / 6)) % 24).padStart(2, "0")}:${n % 6}0"`;
    const points = Array.from({ length: 100 }, (_, n) => `{ at: ${at(n)}, level: ${n} % }`);
    const programs = Array.from({ length: 100 }, (_, n) => {
      return `    p${n}: { switchPoints: [${points.slice(0, n === 0 ? 100 : 1).join(", ")}] }\n`;
    });
    const text = withLines(`  calendar:\n    zone: UTC\n    rules:\n${rules}  programs:\n${programs.join("")}`);
    const { calendar } = taken(text).config.lamp;
    expect(text.length).toBeLessThan(FILE_BYTES_MAX);
    expect([calendar?.rules.length, calendar?.programs.length]).toEqual([100, 100]);
    expect(calendar?.programs[0]?.switchPoints.at(-1)).toEqual({ at: "time", minute: 270, levelPct: 99 });
  });

  it("another level has another hash, and a comment has not", () => {
    const { config } = taken(exampleText("lamp-post-calendar"));
    const hash = (from: string, to: string): string => taken(changed("lamp-post-calendar", from, to)).config.hash;
    expect(hash("level: 30 %", "level: 31 %")).not.toBe(config.hash);
    expect(hash("# from dusk", "# all evening")).toBe(config.hash);
  });
});

describe("a program", () => {
  it("of a level alone has it all night", () => {
    const activePeriod = { type: "Night" };
    const none = { switchPoints: [], dynamicControls: [] };
    expect(programOf("{ level: 9 % }")).toEqual({ name: "one", allowDark: false, activePeriod, levelPct: 9, ...none });
  });

  it("has times in minutes from midnight, and offsets in milliseconds", () => {
    const lines = `
      level: 0 %
      allowDark: true
      switchPoints:
        - { at: sunset, offset: -15 min, level: 100 % }
        - { at: 22:00, level: 50 % }
        - { at: "00:00", level: 30 % }
        - { at: sunrise, level: 0 % }
      dynamicControls:
        - { from: "22:00", to: "05:00", operation: Mul, level: 80 %, hold: 2 min }
        - { level: 100 % }
`;
    expect(programOf(lines)).toMatchObject({
      ...{ levelPct: 0, allowDark: true },
      switchPoints: [
        { at: "sunset", offsetMs: -900_000, levelPct: 100 },
        { at: "time", minute: 1_320, levelPct: 50 },
        { at: "time", minute: 0, levelPct: 30 },
        { at: "sunrise", offsetMs: 0, levelPct: 0 },
      ],
      dynamicControls: [
        { startMinute: 1_320, endMinute: 300, operation: "Mul", levelPct: 80, holdMs: 120_000 },
        { startMinute: 720, endMinute: 720, operation: "Max", levelPct: 100, holdMs: 60_000 },
      ],
    });
  });

  const sun = { sunsetOffsetMs: -900_000, sunriseOffsetMs: 0 };
  const cell = { onLux: 35, offLux: 55 };
  it.each<[lines: string, period: object]>([
    ["type: Night", { type: "Night" }],
    ['type: Absolute, from: "18:00", to: "06:30"', { type: "Absolute", startMinute: 1_080, endMinute: 390 }],
    ["type: AstroClock, sunsetOffset: -15 min", { type: "AstroClock", ...sun }],
    ["type: Sensor", { type: "Sensor", ...cell }],
    ["type: Sensor, onLevel: 20 lx, offLevel: 20 lx", { type: "Sensor", onLux: 20, offLux: 20 }],
    [
      "type: AstroAndSensor, sunsetOffset: -15 min, pcActiveBeforeSunset: 45 min",
      { type: "AstroAndSensor", ...sun, beforeSunsetMs: 2_700_000, beforeSunriseMs: 1_800_000, ...cell },
    ],
  ])("is active by %s", (lines, period) => {
    expect(programOf(`{ level: 9 %, activePeriod: { ${lines} } }`)).toMatchObject({ activePeriod: period });
  });
});

describe("what is told and taken", () => {
  const USE = "Name it in a rule or as defaultProgram, or take it out.";

  it("a program that nothing uses", () => {
    const { config, notes } = taken(changed("lamp-post-calendar", "defaultProgram: everyday", "#"));
    expect(notes.map(formatProblem)).toEqual([`p.yaml:50:5 lamp.programs.everyday: nothing uses this program. ${USE}`]);
    expect(config.lamp.calendar?.programs).toHaveLength(3);
  });

  it("programs without a calendar, up to a page of them", () => {
    const programs = Array.from({ length: 30 }, (_, n) => `    p${n}: {}\n`).join("");
    const { config, notes } = taken(withLines(`  programs:\n${programs}`));
    expect(notes).toHaveLength(PROBLEMS_MAX);
    expect(config.lamp.calendar).toBeNull();
  });

  it("is not told of a file that is refused", () => {
    const text = changed("lamp-post-calendar", "defaultProgram: everyday", "#").replace("level: 30 %", "level: 130 %");
    expect(parseConfig(text, "p.yaml")).toEqual({ ok: false, problems: [expect.objectContaining({ line: 54 })] });
  });
});

it("a switched supply that may come before the night is told", () => {
  const line = "supply: switched\n  base: 30 %";
  const { notes } = taken(changed("lamp-post", "base: 30 %", line));
  expect(notes.map(formatProblem)).toEqual([
    "p.yaml:35:15 lamp.night.sunBelow: supply: switched gives it mains with the street's lamps, which may be before -6 deg: it would start and stay dark until then. Write sunBelow: -0.833 deg, as config/bus-shelter.yaml has it.",
  ]);
  expect(taken(exampleText("bus-shelter")).notes).toEqual([]);
  const atSunset = changed("lamp-post", "base: 30 %", line).replace("sunBelow: -6 deg", "sunBelow: -0.833 deg");
  expect(taken(atSunset).notes).toEqual([]);
});
