import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { talqOf } from "../../../device/contract/interop/talq.ts";
import { talqCalendarOf } from "../../../device/contract/interop/talq-calendar.ts";
import type { CalendarRule } from "../../../device/lamp/program-settings.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import { oursOn, talqOn } from "./calendar-reading.ts";
import { calendarOf, light, NAMES, ruleOf } from "./plans.ts";

const IDS = { id: "calendar-1", ownerCMS: "cms-1" };
const rulesOf = (rules: readonly CalendarRule[], defaultProgram: string | null = "usual") =>
  talqCalendarOf(calendarOf(rules, [], defaultProgram), IDS).rules;

describe("row 2: a calendar in TALQ's words", () => {
  it("whole", () => {
    const rules = [
      ruleOf({ program: "market", startDate: "2026-06-05", endDate: "2026-06-07" }),
      ruleOf({ program: "weekend", weekdays: [5, 6] }),
      ruleOf({ program: "late", weekdays: [4], nth: 1 }),
      ruleOf({ program: "last", startDate: "--05-01", endDate: "--08-31", weekdays: [7], nth: "L" }),
      ruleOf({ program: "first week", nth: 1 }),
    ];
    expect(talqCalendarOf(calendarOf(rules), IDS)).toEqual({
      id: "calendar-1",
      ownerCMS: "cms-1",
      rules: [
        { startDate: "2026-06-05", endDate: "2026-06-07", program: "market" },
        {
          startDate: "--01-01",
          endDate: "--12-31",
          condition: { type: "ccDay", days: [{ start: 5 }, { start: 6 }] },
          program: "weekend",
        },
        {
          startDate: "--01-01",
          endDate: "--12-31",
          condition: { type: "ccDay", days: [{ start: 4 }], occurrences: ["1"] },
          program: "late",
        },
        {
          startDate: "--05-01",
          endDate: "--08-31",
          condition: { type: "ccDay", days: [{ start: 7 }], occurrences: ["L"] },
          program: "last",
        },
        {
          startDate: "--01-01",
          endDate: "--12-31",
          condition: { type: "ccDay", days: [{ start: 1, end: 7 }], occurrences: ["1"] },
          program: "first week",
        },
      ],
      defaultProgram: "usual",
    });
  });

  it("a range over new year is two rules", () => {
    expect(rulesOf([ruleOf({ startDate: "--11-01", endDate: "--02-29" })])).toEqual([
      { startDate: "--11-01", endDate: "--12-31", program: "park" },
      { startDate: "--01-01", endDate: "--02-29", program: "park" },
    ]);
  });

  it("an exception is what holds without the rule, for that date, before it", () => {
    const rules = [
      ruleOf({ program: "dim", except: ["--12-24"] }),
      ruleOf({ program: "summer", startDate: "--05-01", endDate: "--08-31" }),
      ruleOf({ program: "weekend", weekdays: [6, 7] }),
    ];
    expect(rulesOf(rules).slice(0, 3)).toEqual([
      {
        startDate: "--12-24",
        endDate: "--12-24",
        condition: { type: "ccDay", days: [{ start: 6 }, { start: 7 }] },
        program: "weekend",
      },
      { startDate: "--12-24", endDate: "--12-24", program: "usual" },
      { startDate: "--01-01", endDate: "--12-31", program: "dim" },
    ]);
  });

  it("an exception does not say again what stands before it", () => {
    const rules = [ruleOf({ program: "weekend", weekdays: [6] }), ruleOf({ program: "dim", except: ["2026-12-24"] })];
    expect(rulesOf(rules).map(({ startDate, program }) => [startDate, program])).toEqual([
      ["--01-01", "weekend"],
      ["2026-12-24", "usual"],
      ["--01-01", "dim"],
    ]);
  });

  it("gives each night the program that ours does, whatever the rules", () => {
    const day = fc.constantFrom("01-01", "02-28", "02-29", "05-01", "06-15", "08-31", "12-24", "12-31");
    const yearly = day.map((monthDay) => `--${monthDay}`);
    const once = fc.tuple(fc.constantFrom(2026, 2028), day).map(([year, monthDay]) => `${year}-${monthDay}`);
    const once2026 = once.filter((date) => date !== "2026-02-29");
    const range = fc.oneof(
      fc.tuple(yearly, yearly),
      fc.tuple(once2026, once2026).filter(([start, end]) => start <= end),
    );
    const rule = fc
      .record({
        program: fc.constantFrom("a", "b", "c"),
        range,
        weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 4 }),
        nth: fc.constantFrom(null, 1, 5, "L" as const),
        except: fc.uniqueArray(fc.oneof(yearly, once2026), { maxLength: 3 }),
      })
      .map(({ range: [startDate, endDate], ...rest }) => ruleOf({ startDate, endDate, ...rest } as CalendarRule));
    const dates = allDates(2026, 2028);
    let compared = 0;
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 5 }), (rules) => {
        const { calendar, differences } = talqOf(calendarOf(rules), light, NAMES);
        fc.pre(differences.length === 0);
        compared += 1;
        expect(dates.map((date) => talqOn(date, calendar))).toEqual(dates.map((date) => oursOn(date, rules, "usual")));
      }),
      propertyRuns(150),
    );
    expect(compared).toBeGreaterThan(0);
  });
});

describe("where TALQ cannot say it, a sentence does", () => {
  const said = (rules: readonly CalendarRule[], defaultProgram: string | null): readonly string[] =>
    talqOf(calendarOf(rules, [], defaultProgram), light, NAMES).differences;

  it("nights without a rule and without a default", () => {
    expect(talqCalendarOf(calendarOf([], [], null), IDS)).not.toHaveProperty("defaultProgram");
    expect(said([], null)).toEqual([expect.stringContaining("nights without a rule")]);
    expect(said([ruleOf({ except: ["2026-12-24"] })], null)).toEqual([
      expect.stringContaining("nights without a rule"),
      expect.stringContaining("an exception without a defaultProgram"),
    ]);
  });

  it("a yearly exception before a rule of one year", () => {
    const rules = [
      ruleOf({ program: "dim", except: ["--12-24"] }),
      ruleOf({ startDate: "2026-12-01", endDate: "2026-12-31" }),
    ];
    expect(said(rules, "usual")).toEqual([expect.stringContaining("dim except --12-24: a later rule names a year")]);
  });
});

function allDates(from: number, to: number): readonly string[] {
  const days: string[] = [];
  for (let ms = Date.UTC(from, 0, 1); ms < Date.UTC(to + 1, 0, 1); ms += 86_400_000) {
    days.push(new Date(ms).toISOString().slice(0, 10));
  }
  return days;
}
