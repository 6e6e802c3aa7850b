import type { CalendarRule } from "../program-settings.ts";
import { calendarDate, newYear, testOf, writtenDate } from "./calendar.ts";
import { localDay } from "../../measure/local-time.ts";

/** A rule that never rules a night; `earlier` are those that hold on all its dates, none where it has no date at all. */
export type UselessRule = { readonly index: number; readonly earlier: readonly number[] };

/** Weekdays fall on the same dates again after so many years. */
const CYCLE_YEARS = 28;
/** A calendar that speaks of years further apart than this is not judged: the work must have an end. */
const YEARS_MAX = 100;
/**
 * Dates times rules; a calendar with more is not judged, because link does nothing else meanwhile. Our choice: 100 rules
 * that name no year, a quarter of a second.
 */
const LOOKS_MAX = 1_200_000;
/** Where no rule names a year. */
const USUAL_YEAR = 2026;

/** Looks at every date of the years that rules name and of a whole cycle after them, in which only yearly rules hold. */
export function uselessRules(rules: readonly CalendarRule[]): readonly UselessRule[] {
  const [first, last] = yearsOf(rules);
  const [from, end] = [newYear(first), newYear(last + CYCLE_YEARS + 1)];
  if (last - first > YEARS_MAX || (end - from) * rules.length > LOOKS_MAX) return [];
  const tests = rules.map(testOf);
  const seen = rules.map(() => ({ wins: false, earlier: new Set<number>() }));
  for (let day = from; day < end && seen.some(({ wins }) => !wins); day = localDay(day + 1)) {
    const date = calendarDate(day);
    const winner = tests.findIndex((holds) => holds(date));
    if (winner < 0) continue;
    for (const [index, known] of seen.entries()) {
      if (index === winner) known.wins = true;
      else if (index > winner && !known.wins && tests[index]?.(date) === true) known.earlier.add(winner);
    }
  }
  return seen.flatMap(({ wins, earlier }, index) =>
    wins ? [] : [{ index, earlier: [...earlier].sort((a, b) => a - b) }],
  );
}

function yearsOf(rules: readonly CalendarRule[]): readonly [number, number] {
  const texts = rules.flatMap(({ startDate, endDate, except }) => [startDate, endDate, ...except]);
  const years = texts.flatMap((text) => writtenDate(text)?.year ?? []);
  // A span with one end named may reach into the year beside it.
  return years.length === 0 ? [USUAL_YEAR, USUAL_YEAR] : [Math.min(...years) - 1, Math.max(...years) + 1];
}
