import { describe, expect, it } from "vitest";
import type { CalendarRule } from "../../../device/lamp/program-settings.ts";
import { calendarDate, comes, programOn, testOf, writtenDate } from "../../../device/lamp/program/calendar.ts";
import { dayOfText, localDay } from "../../../device/measure/local-time.ts";
import { calendar, program, rule } from "./calendars.ts";

const day = (text: string) => dayOfText(text) ?? localDay(Number.NaN);
const holds = (conditions: Partial<CalendarRule>, date: string): boolean =>
  testOf(rule("p", conditions))(calendarDate(day(date)));

describe("a rule of a calendar (row 2 of 5b)", () => {
  it.each<[string, Partial<CalendarRule>, readonly string[], readonly string[]]>([
    ["a weekday", { weekdays: [1] }, ["2026-06-01", "2026-06-29"], ["2026-06-02", "2026-05-31"]],
    ["Sunday as the seventh", { weekdays: [7] }, ["2026-05-31"], ["2026-06-01"]],
    ["the first Monday", { weekdays: [1], nth: 1 }, ["2026-06-01", "2026-09-07"], ["2026-06-08", "2026-05-31"]],
    ["the fifth Friday", { weekdays: [5], nth: 5 }, ["2026-05-29"], ["2026-05-22", "2026-06-26"]],
    [
      "the last Sunday",
      { weekdays: [7], nth: "L" },
      ["2026-03-29", "2026-10-25", "2026-05-31"],
      ["2026-03-22", "2026-10-18", "2026-05-24"],
    ],
    ["a date each year", { startDate: "--12-24", endDate: "--12-24" }, ["2026-12-24", "2031-12-24"], ["2026-12-25"]],
    ["a date once", { startDate: "2026-12-24", endDate: "2026-12-24" }, ["2026-12-24"], ["2027-12-24"]],
    [
      "over new year",
      { startDate: "--12-20", endDate: "--01-06" },
      ["2026-12-20", "2026-12-31", "2027-01-01", "2027-01-06"],
      ["2026-12-19", "2027-01-07"],
    ],
    [
      "once over new year",
      { startDate: "2026-12-20", endDate: "2027-01-06" },
      ["2026-12-20", "2027-01-06"],
      ["2026-01-01", "2027-12-21", "2027-01-07"],
    ],
    [
      "from a date to the next of its kind",
      { startDate: "2026-11-01", endDate: "--03-31" },
      ["2026-11-01", "2027-03-31"],
      ["2026-03-01", "2027-04-01", "2027-11-02", "2028-03-01"],
    ],
    [
      "up to a date from the last of its kind",
      { startDate: "--11-01", endDate: "2027-03-31" },
      ["2026-11-01", "2027-03-31"],
      ["2025-12-01", "2026-10-31", "2027-11-02"],
    ],
    [
      "but for exceptions",
      { startDate: "--12-20", endDate: "--12-31", except: ["--12-24", "2026-12-31"] },
      ["2026-12-23", "2027-12-31"],
      ["2026-12-24", "2027-12-24", "2026-12-31"],
    ],
    [
      "each of its conditions",
      { weekdays: [4], startDate: "--12-24", endDate: "--12-24" },
      ["2026-12-24"],
      ["2027-12-24"],
    ],
    ["29 February", { startDate: "--02-29", endDate: "--02-29" }, ["2028-02-29"], ["2026-02-28", "2026-03-01"]],
    [
      "a date that never is",
      { startDate: "--02-30", endDate: "--02-30" },
      [],
      ["2026-02-28", "2026-03-01", "2026-03-02"],
    ],
  ])("holds on %s", (_name, conditions, on, off) => {
    expect(on.filter((date) => !holds(conditions, date))).toEqual([]);
    expect(off.filter((date) => holds(conditions, date))).toEqual([]);
  });

  it.each([
    ["--02-30", "never"],
    ["2026-02-29", "never"],
    ["--04-31", "never"],
    ["--00-10", "never"],
    ["--13-01", "never"],
    ["--02-29", "leap"],
    ["2028-02-29", "always"],
    ["--12-31", "always"],
  ])("%s comes %s", (text, expected) => {
    const written = writtenDate(text);
    expect(written === null ? null : comes(written)).toBe(expected);
  });

  it.each(["12-24", "2026-1-1", "--12-24 ", "24.12.2026", ""])("%j is no date", (text) => {
    expect(writtenDate(text)).toBeNull();
  });
});

describe("the program of a night (row 2 of 5b)", () => {
  const names = Array.from({ length: 50 }, (_, index) => `p${index}`);
  const rules = names.map((name, index) =>
    rule(name, { weekdays: [(index % 7) + 1], startDate: `--01-${padded(index % 31)}` }),
  );
  const fifty = calendar([program("usual"), ...names.map((name) => program(name))], rules);

  it("is that of the first of 50 rules that holds", () => {
    for (let index = 0; index < 366; index += 1) {
      const date = calendarDate(localDay(day("2026-01-01") + index));
      const first = rules.find((each) => testOf(each)(date));
      expect(programOn(fifty, date.day)?.name).toBe(first?.program ?? "usual");
    }
    // 2026-01-05 is a Monday: of p0, p7, p14 and on, those begun by then.
    expect(programOn(fifty, day("2026-01-05"))?.name).toBe("p0");
    expect(programOn({ ...fifty, rules: rules.slice(1) }, day("2026-01-31"))?.name).toBe("p5");
  });

  it("is the default one without a rule, and none without that", () => {
    const only = [rule("a", { weekdays: [1] })];
    expect(programOn(calendar([program("b"), program("a")], only), day("2026-06-02"))?.name).toBe("b");
    expect(programOn(calendar([program("a")], only, { defaultProgram: null }), day("2026-06-02"))).toBeNull();
  });
});

const padded = (index: number): string => String(index + 1).padStart(2, "0");
