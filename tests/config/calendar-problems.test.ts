import { describe, expect, it } from "vitest";
import { parseConfig } from "../../config/load.ts";
import { formatProblem } from "../../config/problem.ts";
import { changed, EXAMPLES, exampleText } from "./examples.ts";

type Said = { readonly refused: boolean; readonly said: readonly string[] };
function load(text: string): Said {
  const loaded = parseConfig(text, "p.yaml");
  return { refused: !loaded.ok, said: (loaded.ok ? loaded.notes : loaded.problems).map(formatProblem) };
}

/** The third rule, line 48 from column 9 on, becomes these: the two before it hold on 31 December and 30 April. */
const ruled = (...rules: readonly string[]): Said =>
  load(changed("lamp-post-calendar", "- { program: weekend, weekdays: [Fri, Sat] }", rules.join("\n      ")));
const rule = (conditions: string): string => `- { program: weekend, ${conditions} }`;
/** The program `festive`, lines 65 and 66, has `to` in place of its level. */
const festive = (to: string, zone = "Europe/Stockholm"): Said =>
  load(changed("lamp-post-calendar", "level: 100 %                # all night", to).replace("Europe/Stockholm", zone));

const RULES = "lamp.calendar.rules";
const POINTS = "lamp.programs.festive.switchPoints";
const HIGHER = "Put it higher, or take it out.";
const LOOK = "Look at its dates, weekdays, nth and except.";
const ADD = 'Add "level: 50 %" to the program.';
const LEAVE = "Leave it so, or write another.";

it.each(EXAMPLES)("the example %s is without a note", (name) => {
  expect(load(exampleText(name))).toEqual({ refused: false, said: [] });
});

describe("a rule that rules no night is refused (issue 5, bad input: overlapping rules)", () => {
  it.each<[what: string, found: Said, ...said: readonly string[]]>([
    [
      "behind one that holds on all its dates",
      ruled(rule("startDate: --04-30, endDate: --04-30, weekdays: [Fri]")),
      `p.yaml:48:9 ${RULES}.3: this rule never wins: rule 2 holds on all its dates. ${HIGHER}`,
    ],
    [
      "behind three that together hold on all its dates",
      ruled(
        rule("startDate: --05-01, endDate: --12-30"),
        rule("startDate: --04-30, endDate: --12-31, weekdays: [Sat, Sun]"),
      ),
      `p.yaml:49:9 ${RULES}.4: this rule never wins: rules 1, 2 and 3 hold on all its dates. ${HIGHER}`,
    ],
    [
      "with conditions that exclude each other",
      ruled(rule("startDate: --06-01, endDate: --06-10, weekdays: [Mon], nth: 5")),
      `p.yaml:48:9 ${RULES}.3: this rule never holds, because its conditions exclude each other. ${LOOK}`,
    ],
  ])("%s", (_what, found, ...said) => {
    expect(found).toEqual({ refused: true, said });
  });

  it("and rules that only overlap are not", () => {
    expect(ruled(rule("startDate: --04-01, endDate: --04-30"), rule("weekdays: [Fri, Sat]")).said).toEqual([]);
  });

  it("but not behind one of which no one knows its dates", () => {
    const { said } = ruled(rule("endDate: --04-31"), rule("endDate: --04-10"));
    expect(said).toEqual([`p.yaml:48:38 ${RULES}.3.endDate: there is no 31 April. Look at the month and the day.`]);
  });
});

describe("a program with a gap is refused (issue 5, bad input)", () => {
  it.each<[what: string, found: Said, wrong: string]>([
    ["that never says a level", festive("allowDark: true"), "this program says no level"],
    [
      "with a first switch point that may come too late",
      festive('switchPoints: [{ at: "18:00", level: 50 % }]'),
      "this program says no level before 18:00",
    ],
    [
      "until the sun",
      festive("switchPoints: [{ at: sunset, offset: 15 min, level: 50 % }]"),
      "this program says no level before sunset + 15 min",
    ],
  ])("%s", (_what, found, wrong) => {
    expect(found).toEqual({ refused: true, said: [`p.yaml:65:5 lamp.programs.festive: ${wrong}. ${ADD}`] });
  });

  it("and not one whose first switch point is at noon", () => {
    expect(festive('switchPoints: [{ at: "12:00", level: 50 % }]').said).toEqual([]);
  });
});

it("two switch points at one moment of the sun are refused, at the second", () => {
  const point = "{ at: sunset, offset: 15 min, level: 50 % }";
  const { said } = festive(`switchPoints: [${point}, ${point}]`);
  expect(said).toEqual([`p.yaml:66:73 ${POINTS}.2.at: the lamp switches twice at sunset + 15 min. Keep one of them.`]);
});

describe("what daylight saving does with a switch time is told, and the config is taken (row 2 of 5b)", () => {
  it.each<[what: string, found: Said, ...said: readonly string[]]>([
    [
      "a time that is skipped, and comes twice in autumn",
      festive('level: 9 %, switchPoints: [{ at: "02:30", level: 50 % }]'.replace(", ", "\n      ")),
      `p.yaml:67:28 ${POINTS}.1.at: 02:30 does not exist on 2026-03-29: the lamp switches at 03:00 then. ${LEAVE}`,
      `p.yaml:67:28 ${POINTS}.1.at: 02:30 comes twice on 2026-10-25: the lamp switches at its first pass. ${LEAVE}`,
    ],
    [
      "by the half hour of Lord Howe",
      festive('switchPoints: [{ at: "12:00", level: 9 % }, { at: "02:10", level: 50 % }]', "Australia/Lord_Howe"),
      `p.yaml:66:57 ${POINTS}.2.at: 02:10 does not exist on 2026-10-04: the lamp switches at 02:30 then. ${LEAVE}`,
    ],
  ])("%s", (_what, found, ...said) => {
    expect(found.refused).toBe(false);
    expect(found.said.filter((line) => line.includes(POINTS))).toEqual(said);
  });
});

describe("29 February is told, and the config is taken (issue 5, bad input)", () => {
  const wrong = "29 February comes in leap years alone: in others";
  it.each<[what: string, conditions: string, said: string]>([
    [
      "as a beginning",
      "startDate: --02-29, endDate: --03-31",
      `p.yaml:48:40 ${RULES}.3.startDate: ${wrong} this rule begins on 1 March. ${LEAVE}`,
    ],
    [
      "as an end",
      "endDate: --02-29",
      `p.yaml:48:38 ${RULES}.3.endDate: ${wrong} this rule ends on 28 February. ${LEAVE}`,
    ],
    [
      "as both",
      "startDate: --02-29, endDate: --02-29",
      `p.yaml:48:40 ${RULES}.3.startDate: ${wrong} this rule does not hold. ${LEAVE}`,
    ],
    [
      "as an exception",
      "except: [--06-19, --02-29]",
      `p.yaml:48:47 ${RULES}.3.except.2: ${wrong} nothing is excepted. ${LEAVE}`,
    ],
  ])("%s", (_what, conditions, said) => {
    expect(ruled(rule(conditions))).toEqual({ refused: false, said: [said] });
  });
});

it("what is wrong elsewhere does not keep the calendar's mistakes back", () => {
  const text = changed("lamp-post-calendar", "zone: Europe/Stockholm", "zone: Stockholm").replace("10 %", "10");
  expect(load(text).said.map((line) => line.split(" ")[1])).toEqual(["lamp.floor:", "lamp.calendar.zone:"]);
});
