import type { PlannedCalendar, PlannedRule } from "./planned-light.ts";
import type { TalqCalendar, TalqRule } from "./talq-words.ts";

/** `unclear`: in some years. */
type Covers = "yes" | "no" | "unclear";

/** Our calendar as TALQ's, for a gateway whose `dayOffset` is 12: its days, as our nights, last from noon to noon. */
export function talqCalendarOf(
  { rules, defaultProgram }: PlannedCalendar,
  { id, ownerCMS }: { readonly id: string; readonly ownerCMS: string },
): TalqCalendar {
  return {
    id,
    ownerCMS,
    rules: rules.flatMap((rule, index) => [
      ...rule.except.flatMap((date) => instead(rules.slice(index + 1), date, defaultProgram)),
      ...ranges(rule).map(([start, end]) => talqRule(rule, start, end)),
    ]),
    ...(defaultProgram === null ? {} : { defaultProgram }),
  };
}

/** Whether the rule means that date, its weekdays aside. */
export function covers({ startDate, endDate }: PlannedRule, date: string): Covers {
  const yearly = [startDate, endDate].filter(isYearly).length;
  if (yearly === 1) return "unclear";
  if (yearly === 0 && isYearly(date)) return "unclear";
  const [start, end, day] = yearly === 0 ? [startDate, endDate, date] : [startDate, endDate, date].map(dayOfYear);
  if (start === undefined || end === undefined || day === undefined) return "unclear";
  const within = start <= end ? start <= day && day <= end : day >= start || day <= end;
  return within ? "yes" : "no";
}

/** TALQ has no exceptions: for that one date come the rules after it, each cut down to it, and the default last. */
function instead(later: readonly PlannedRule[], date: string, defaultProgram: string | null): readonly TalqRule[] {
  const holding = later.filter(
    (rule) => covers(rule, date) === "yes" && !rule.except.some((other) => same(other, date)),
  );
  const last = defaultProgram === null ? [] : [{ startDate: date, endDate: date, program: defaultProgram }];
  return [...holding.map((rule) => talqRule(rule, date, date)), ...last];
}

/** A range over new year is two: TALQ does not say what a start after its end means. */
function ranges({ startDate, endDate }: PlannedRule): readonly (readonly [string, string])[] {
  const over = isYearly(startDate) && isYearly(endDate) && startDate > endDate;
  if (!over) return [[startDate, endDate]];
  return [
    [startDate, "--12-31"],
    ["--01-01", endDate],
  ];
}

function talqRule({ weekdays, nth, program }: PlannedRule, startDate: string, endDate: string): TalqRule {
  if (weekdays.length === 0 && nth === null) return { startDate, endDate, program };
  const days = weekdays.length === 0 ? [{ start: 1, end: 7 }] : weekdays.map((start) => ({ start }));
  const occurrences = nth === null ? {} : { occurrences: [String(nth)] };
  return { startDate, endDate, condition: { type: "ccDay", days, ...occurrences }, program };
}

export const isYearly = (date: string): boolean => date.startsWith("--");
const dayOfYear = (date: string): string => date.slice(-5);
/** A yearly exception holds on that day of each year. */
const same = (except: string, date: string): boolean =>
  except === date || (isYearly(except) && dayOfYear(except) === dayOfYear(date));
