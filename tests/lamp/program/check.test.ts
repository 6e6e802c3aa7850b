import { describe, expect, it } from "vitest";
import type { CalendarSettings, Program } from "../../../device/lamp/program-settings.ts";
import { calendarProblems } from "../../../device/lamp/program/check.ts";
import { uselessRules } from "../../../device/lamp/program/useless-rules.ts";
import { epochMs, minutes } from "../../../device/measure/time.ts";
import { lux } from "../../../device/measure/units.ts";
import { absolute, atSun, atTime, calendar, program, rule } from "./calendars.ts";

const ALL_YEAR = [program("a"), program("b"), program("c")];
const told = (settings: CalendarSettings) =>
  calendarProblems(settings).map(({ kind, at, args }) => [kind, at.index, args]);
const ruled = (...rules: CalendarSettings["rules"]) => told(calendar(ALL_YEAR, rules));
const programmed = (only: Partial<Program>) => told(calendar([program("p", only)]));

it("finds nothing wrong with 50 rules and more, weekdays, dates and exceptions (row 2 of 5b)", () => {
  const days = Array.from({ length: 50 }, (_, index) => `--${two((index % 12) + 1)}-${two((index % 28) + 1)}`);
  const feasts = days.map((date) => rule("b", { startDate: date, endDate: date }));
  const mondays = rule("a", { weekdays: [1], except: ["2026-12-21"] });
  expect(ruled(...feasts, mondays, rule("c", { weekdays: [7], nth: "L" }))).toEqual([]);
  expect(ruled(...feasts, ...feasts.slice(0, 1)).map(([kind, index]) => [kind, index])).toEqual([["neverWins", 50]]);
});

describe("a rule that is told (row 2 of 5b: the first that holds wins)", () => {
  it("can never win behind one that always holds", () => {
    expect(ruled(rule("a"), rule("b", { weekdays: [1] }))).toEqual([["neverWins", 1, { ruleNumber: 2, earlier: "1" }]]);
  });

  it("can never win behind two that hold on all its dates together", () => {
    const halves = [
      rule("a", { startDate: "--12-24", endDate: "--12-31" }),
      rule("b", { startDate: "--01-01", endDate: "--01-06" }),
    ];
    const over = { startDate: "--12-26", endDate: "--01-03" };
    expect(ruled(...halves, rule("c", over))).toEqual([["neverWins", 2, { ruleNumber: 3, earlier: "1, 2" }]]);
    expect(ruled(...halves, rule("c", { ...over, endDate: "--01-07" }))).toEqual([]);
  });

  it("wins on an exception of an earlier one, be it once", () => {
    expect(ruled(rule("a", { except: ["2026-12-24"] }), rule("b"))).toEqual([]);
    expect(ruled(rule("a", { except: ["2026-12-24"] }), rule("b", { except: ["--12-24"] }))).toHaveLength(1);
  });

  it("wins in one year of 28 at least", () => {
    const christmas = { startDate: "--12-24", endDate: "--12-24" };
    const others = [1, 2, 3, 4, 5, 6].map((weekday) => rule("a", { weekdays: [weekday], ...christmas }));
    expect(ruled(...others, rule("b", christmas))).toEqual([]);
    const leap = { startDate: "--02-29", endDate: "--02-29" };
    const known = ruled(rule("a", { weekdays: [1, 2, 3, 4, 5, 6], ...leap }), rule("b", leap));
    expect(known.map(([kind]) => kind)).toEqual(["leapDay", "leapDay", "leapDay", "leapDay"]);
  });

  it("has conditions that exclude each other", () => {
    const never = rule("a", { weekdays: [1], nth: 5, startDate: "--06-01", endDate: "--06-10" });
    expect(ruled(never)).toEqual([["neverHolds", 0, { ruleNumber: 1 }]]);
  });

  it("names a date that never comes; 29 February is a note", () => {
    expect(ruled(rule("a", { startDate: "--02-30" }))).toEqual([
      ["noSuchDate", 0, { key: "startDate", date: "--02-30" }],
    ]);
    expect(ruled(rule("a", { except: ["2026-02-29"] }))).toEqual([
      ["noSuchDate", 0, { key: "except", date: "2026-02-29" }],
    ]);
    const unknown = rule("a", { endDate: "--02-30" });
    expect(ruled(unknown, rule("b", { endDate: "--01-31" })).map(([kind]) => kind)).toEqual(["noSuchDate"]);
    const leap = calendarProblems(calendar(ALL_YEAR, [rule("a", { endDate: "--02-29" })]));
    expect(leap).toMatchObject([{ kind: "leapDay", isNote: true }]);
  });

  it("names a program that is not there", () => {
    expect(ruled(rule("d"))).toEqual([["unknownProgram", 0, { program: "d" }]]);
    expect(told(calendar(ALL_YEAR, [], { defaultProgram: "d" }))).toEqual([["unknownProgram", 0, { program: "d" }]]);
    expect(told(calendar(ALL_YEAR, [], { defaultProgram: null }))).toEqual([]);
  });
});

it("tells a zone that is not there", () => {
  expect(told(calendar(ALL_YEAR, [], { zone: "Europe/Stokholm" }))).toEqual([
    ["unknownZone", 0, { zone: "Europe/Stokholm" }],
  ]);
});

describe("a program that is told", () => {
  const astro = { type: "AstroClock", sunsetOffsetMs: minutes(15), sunriseOffsetMs: minutes(0) } as const;
  const both = {
    ...astro,
    type: "AstroAndSensor",
    beforeSunsetMs: minutes(30),
    beforeSunriseMs: minutes(30),
    onLux: lux(35),
    offLux: lux(55),
  } as const;

  it.each<[string, Partial<Program>, string | null]>([
    ["no switch point", {}, ""],
    ["a late first one", { switchPoints: [atTime("23:00", 40), atTime("18:00", 100)] }, "18:00"],
    ["one at noon", { switchPoints: [atTime("12:00", 100)] }, null],
    [
      "one after an Absolute period begins",
      { activePeriod: absolute("18:00", "06:00"), switchPoints: [atTime("18:01", 9)] },
      "18:01",
    ],
    ["one when it begins", { activePeriod: absolute("18:00", "06:00"), switchPoints: [atTime("18:00", 90)] }, null],
    [
      "one of the morning alone",
      { activePeriod: absolute("18:00", "06:00"), switchPoints: [atTime("05:00", 90)] },
      "05:00",
    ],
    [
      "sunset after AstroClock begins",
      { activePeriod: astro, switchPoints: [atSun("sunset", 16, 90)] },
      "sunset +16 min",
    ],
    ["sunset as AstroClock begins", { activePeriod: astro, switchPoints: [atSun("sunset", 15, 90)] }, null],
    ["sunset in the cell's window", { activePeriod: both, switchPoints: [atSun("sunset", -14, 90)] }, "sunset -14 min"],
    ["sunset before the cell's window", { activePeriod: both, switchPoints: [atSun("sunset", -15, 90)] }, null],
  ])("has a gap without a level: %s", (_name, only, first) => {
    const gap = first === null ? [] : [["gap", 0, { program: "p", first }]];
    expect(programmed({ ...only, levelPct: null })).toEqual(gap);
    expect(programmed(only)).toEqual([]);
  });

  it("has two switch points at the same time", () => {
    const points = [atTime("22:00", 50), atSun("sunset", 10, 90), atTime("22:00", 40), atSun("sunset", 10, 80)];
    expect(programmed({ switchPoints: points }).map(([, , args]) => args)).toEqual([
      { program: "p", time: "22:00" },
      { program: "p", time: "sunset +10 min" },
    ]);
    expect(programmed({ switchPoints: [atSun("sunset", 10, 90), atSun("sunrise", 10, 80)] })).toEqual([]);
    expect(programmed({ switchPoints: points, levelPct: null }).map(([kind]) => kind)).toEqual([
      "sameTime",
      "sameTime",
    ]);
  });

  it("has a time that the summer's clock skips or repeats: a note (row 2 of 5b)", () => {
    const settings = calendar([
      program("p", { switchPoints: [atTime("01:59", 60), atTime("02:30", 40), atTime("03:00", 50)] }),
    ]);
    const found = calendarProblems(settings, epochMs(Date.parse("2026-01-01")));
    expect(found.map(({ kind, args, isNote }) => [kind, args["time"], args["date"], isNote])).toEqual([
      ["skippedTime", "02:30", "2026-03-29", true],
      ["repeatedTime", "02:30", "2026-10-25", true],
    ]);
    const later = calendarProblems(settings, epochMs(Date.parse("2026-04-01")));
    expect(later.map(({ args }) => args["date"])).toEqual(["2027-03-28", "2026-10-25"]);
    expect(calendarProblems({ ...settings, zone: "Asia/Kolkata" })).toEqual([]);
  });
});

const two = (value: number): string => String(value).padStart(2, "0");

it("judges as many rules as a calendar may have, but not over the years of a century too: link waits for it", () => {
  const everyNight = Array.from({ length: 100 }, (_, index) => rule("p", { except: [`--12-${10 + (index % 20)}`] }));
  expect(uselessRules(everyNight).length).toBeGreaterThan(90);
  const century = rule("p", { startDate: "2026-01-01", endDate: "2124-12-31" });
  expect(uselessRules([century, ...everyNight.slice(1)])).toEqual([]);
});
