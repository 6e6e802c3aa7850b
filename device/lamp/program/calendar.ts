import type { CalendarRule, CalendarSettings, Program } from "../program-settings.ts";
import { localDay, type LocalDay } from "../../measure/local-time.ts";

/** A day as rules speak of it. `weekday` 1 Monday to 7 Sunday. */
export type CalendarDate = {
  readonly day: LocalDay;
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
  readonly weekday: number;
  readonly daysInMonth: number;
};
/** A date as it is written: `--MM-DD` each year (`year` null), or `YYYY-MM-DD` once. */
export type WrittenDate = { readonly year: number | null; readonly month: number; readonly dayOfMonth: number };
export type DateTest = (date: CalendarDate) => boolean;

const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday, the fourth of its week. */
const FIRST_WEEKDAY = 3;
const LEAP_YEAR = 2028;

/** The program of the night that begins at noon of this day; null: the night has no calendar. */
export function programOn(calendar: CalendarSettings, day: LocalDay): Program | null {
  const date = calendarDate(day);
  const rule = calendar.rules.find((each) => testOf(each)(date));
  const name = rule?.program ?? calendar.defaultProgram;
  return calendar.programs.find((program) => program.name === name) ?? null;
}

export function calendarDate(day: LocalDay): CalendarDate {
  const at = new Date(day * DAY_MS);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth() + 1];
  const weekday = ((((day + FIRST_WEEKDAY) % 7) + 7) % 7) + 1;
  return { day, year, month, dayOfMonth: at.getUTCDate(), weekday, daysInMonth: daysInMonth(year, month) };
}

/** Whether a rule holds on a date. Made once for many dates. A date that cannot be read holds never. */
export function testOf({ startDate, endDate, weekdays, nth, except }: CalendarRule): DateTest {
  const inSpan = spanOf(startDate, endDate);
  const isExcepted = exceptions(except);
  return (date) =>
    (weekdays.length === 0 || weekdays.includes(date.weekday)) && isNth(date, nth) && inSpan(date) && !isExcepted(date);
}

/** However many there are, a date is looked up at once. */
function exceptions(texts: readonly string[]): DateTest {
  const dates = texts.flatMap((text) => writtenDate(text) ?? []);
  const keys = new Set(dates.map((date) => (date.year ?? ANY_YEAR) * YEAR_KEY + yearKey(date)));
  return (date) =>
    keys.size > 0 && (keys.has(ANY_YEAR * YEAR_KEY + yearKey(date)) || keys.has(date.year * YEAR_KEY + yearKey(date)));
}
const ANY_YEAR = -1;

function isNth({ dayOfMonth, daysInMonth: length }: CalendarDate, nth: CalendarRule["nth"]): boolean {
  if (nth === null) return true;
  return nth === "L" ? dayOfMonth + 7 > length : Math.ceil(dayOfMonth / 7) === nth;
}

/** Both ends belong to it. Where one end alone names its year, the other is the next such date from there. */
function spanOf(startText: string, endText: string): DateTest {
  const [start, end] = [writtenDate(startText), writtenDate(endText)];
  if (start === null || end === null) return () => false;
  if (start.year === null && end.year === null) return yearly(yearKey(start), yearKey(end));
  const [from, to] = [start.year ?? yearBefore(start, end), end.year ?? yearAfter(start, end)];
  const [first, last] = [from * YEAR_KEY + yearKey(start), to * YEAR_KEY + yearKey(end)];
  return (date) => {
    const key = date.year * YEAR_KEY + yearKey(date);
    return key >= first && key <= last;
  };
}

function yearly(first: number, last: number): DateTest {
  if (first <= last) return (date) => yearKey(date) >= first && yearKey(date) <= last;
  return (date) => yearKey(date) >= first || yearKey(date) <= last;
}

const yearAfter = (start: WrittenDate, end: WrittenDate): number =>
  (start.year ?? 0) + (yearKey(end) >= yearKey(start) ? 0 : 1);
const yearBefore = (start: WrittenDate, end: WrittenDate): number =>
  (end.year ?? 0) - (yearKey(start) <= yearKey(end) ? 0 : 1);

/** Dates in their order as numbers: 1224 for Christmas Eve. */
const YEAR_KEY = 10_000;
const yearKey = ({ month, dayOfMonth }: Pick<CalendarDate, "month" | "dayOfMonth">): number => month * 100 + dayOfMonth;

/** Null where it is not written as a date. It may still be one that never comes: {@link comes}. */
export function writtenDate(text: string): WrittenDate | null {
  const [, year, month, dayOfMonth] = /^(\d{4}|-)-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year === undefined) return null;
  return { year: year === "-" ? null : Number(year), month: Number(month), dayOfMonth: Number(dayOfMonth) };
}

/** 30 February never comes; `leap`: it comes in leap years. */
export function comes({ year, month, dayOfMonth }: WrittenDate): "always" | "leap" | "never" {
  if (month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > daysInMonth(year ?? LEAP_YEAR, month)) return "never";
  return year === null && month === 2 && dayOfMonth === 29 ? "leap" : "always";
}

export const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
/** 1 January of a year. */
export const newYear = (year: number): LocalDay => localDay(Date.UTC(year, 0, 1) / DAY_MS);
