import type { TalqCalendar } from "../../../device/contract/interop/talq-words.ts";
import type { CalendarRule } from "../../../device/lamp/program-settings.ts";

/** Both calendars as someone would read them who has their words alone: no code is shared with the mapper. */
type Day = {
  readonly date: string;
  readonly monthDay: string;
  readonly weekday: number;
  readonly nth: string;
  readonly last: boolean;
};

function dayOf(date: string): Day {
  const at = new Date(`${date}T12:00:00Z`);
  const day = at.getUTCDate();
  const daysInMonth = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  return {
    date,
    monthDay: `--${date.slice(5)}`,
    weekday: at.getUTCDay() === 0 ? 7 : at.getUTCDay(),
    nth: String(Math.ceil(day / 7)),
    last: day + 7 > daysInMonth,
  };
}

/** The program of ours for the night that begins on that date. */
export function oursOn(date: string, rules: readonly CalendarRule[], defaultProgram: string): string {
  const day = dayOf(date);
  const holds = ({ startDate, endDate, weekdays, nth, except }: CalendarRule): boolean => {
    if (except.includes(day.date) || except.includes(day.monthDay)) return false;
    if (weekdays.length > 0 && !weekdays.includes(day.weekday)) return false;
    if (nth !== null && (nth === "L" ? !day.last : String(nth) !== day.nth)) return false;
    if (!startDate.startsWith("--")) return startDate <= day.date && day.date <= endDate;
    if (startDate <= endDate) return startDate <= day.monthDay && day.monthDay <= endDate;
    return day.monthDay >= startDate || day.monthDay <= endDate;
  };
  return rules.find(holds)?.program ?? defaultProgram;
}

/** The program that a TALQ gateway would run, with `dayOffset` 12. */
export function talqOn(date: string, { rules, defaultProgram }: TalqCalendar): string | undefined {
  const day = dayOf(date);
  const found = rules.find(({ startDate, endDate, condition }) => {
    const key = startDate.startsWith("--") ? day.monthDay : day.date;
    if (!(startDate <= key && key <= endDate)) return false;
    if (condition === undefined) return true;
    const { days, occurrences } = condition;
    if (!days.some(({ start, end }) => start <= day.weekday && day.weekday <= (end ?? start))) return false;
    return occurrences === undefined || occurrences.includes(day.nth) || (day.last && occurrences.includes("L"));
  });
  return found?.program ?? defaultProgram;
}
