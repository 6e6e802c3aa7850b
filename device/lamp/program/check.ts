import { epochMs, type EpochMs } from "../../measure/time.ts";
import type { CalendarSettings, Program, SwitchPoint } from "../program-settings.ts";
import { comes, writtenDate } from "./calendar.ts";
import {
  dayText,
  isZone,
  localDay,
  localTime,
  minuteText,
  NOON_MINUTE,
  noonOf,
  sinceNoon,
  timesShown,
  type LocalDay,
} from "../../measure/local-time.ts";
import { pointText } from "./point-text.ts";
import { uselessRules } from "./useless-rules.ts";

/**
 * What is wrong with a calendar. Indices count from 0, `ruleNumber` and texts are for a person and count from 1.
 *
 * | kind           | at            | args                                        | means                                 |
 * |----------------|---------------|---------------------------------------------|---------------------------------------|
 * | unknownZone    | zone          | zone                                        | no IANA zone of that name             |
 * | unknownProgram | rule, default | program                                     | no program of that name               |
 * | noSuchDate     | rule          | key, date                                   | a date that never comes               |
 * | leapDay        | rule          | key, date                                   | comes in leap years only; a note      |
 * | neverHolds     | rule          | ruleNumber                                  | its conditions exclude each other     |
 * | neverWins      | rule          | ruleNumber, earlier (`1, 3`)                | earlier rules hold on all its dates   |
 * | gap            | program       | program, first (empty: no switch point)     | no `level`, and a late first switch   |
 * | sameTime       | program       | program, time                               | two switch points at the same time    |
 * | skippedTime    | program       | program, time, date                         | no such local time that day; a note   |
 * | repeatedTime   | program       | program, time, date                         | it comes twice that day; a note       |
 */
export type CalendarProblem = {
  readonly kind: ProblemKind;
  readonly at: { readonly list: "zone" | "defaultProgram" | "rules" | "programs"; readonly index: number };
  readonly args: { readonly [name: string]: string | number };
  /** To be told; the calendar may be used. */
  readonly isNote: boolean;
};
export type ProblemKind =
  | "unknownZone"
  | "unknownProgram"
  | "noSuchDate"
  | "leapDay"
  | "neverHolds"
  | "neverWins"
  | "gap"
  | "sameTime"
  | "skippedTime"
  | "repeatedTime";

const NOTES: readonly ProblemKind[] = ["leapDay", "skippedTime", "repeatedTime"];
/** So far ahead a zone's daylight saving is looked at: its rules may be others by then. */
const AHEAD_DAYS = 731;
/** A fixed day, so that the same file gives the same answer; zones change their clocks alike from year to year. */
const FROM = epochMs(Date.UTC(2026, 0, 1));
const WEEK_DAYS = 7;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** `from`: where the two years begin in which skipped and repeated times are looked for. */
export function calendarProblems(calendar: CalendarSettings, from: EpochMs = FROM): readonly CalendarProblem[] {
  const { zone, rules, programs, defaultProgram } = calendar;
  const isKnown = (name: string): boolean => programs.some((program) => program.name === name);
  const zoneIsKnown = isZone(zone);
  const changes = zoneIsKnown ? clockChanges(zone, from) : [];
  const dates = rules.flatMap((rule, index) => dateProblems(rule, index));
  const unknown = rules.flatMap(({ program }, index) =>
    isKnown(program) ? [] : [problem("unknownProgram", "rules", index, { program })],
  );
  return [
    ...(zoneIsKnown ? [] : [problem("unknownZone", "zone", 0, { zone })]),
    ...(defaultProgram === null || isKnown(defaultProgram)
      ? []
      : [problem("unknownProgram", "defaultProgram", 0, { program: defaultProgram })]),
    ...unknown,
    ...dates,
    ...ruleProblems(calendar, new Set(dates.filter(({ isNote }) => !isNote).map(({ at }) => at.index))),
    ...programs.flatMap((program, index) => [
      ...levelProblems(program, index),
      ...(zoneIsKnown ? clockProblems(zone, program, index, changes) : []),
    ]),
  ];
}

function problem(
  kind: ProblemKind,
  list: CalendarProblem["at"]["list"],
  index: number,
  args: CalendarProblem["args"],
): CalendarProblem {
  return { kind, at: { list, index }, args, isNote: NOTES.includes(kind) };
}

function dateProblems(rule: CalendarSettings["rules"][number], index: number): readonly CalendarProblem[] {
  const { startDate, endDate, except } = rule;
  const written = [["startDate", startDate], ["endDate", endDate], ...except.map((date) => ["except", date])] as const;
  return written.flatMap(([key = "", date = ""]) => {
    const read = writtenDate(date);
    const found = read === null ? "never" : comes(read);
    if (found === "always") return [];
    return [problem(found === "never" ? "noSuchDate" : "leapDay", "rules", index, { key, date })];
  });
}

/** A rule with a date that never comes has its problem already, and nobody knows yet what it leaves to those after it. */
function ruleProblems(calendar: CalendarSettings, told: ReadonlySet<number>): readonly CalendarProblem[] {
  return uselessRules(calendar.rules).flatMap(({ index, earlier }) => {
    if ([index, ...earlier].some((each) => told.has(each))) return [];
    const ruleNumber = index + 1;
    if (earlier.length === 0) return [problem("neverHolds", "rules", index, { ruleNumber })];
    const numbers = earlier.map((other) => other + 1).join(", ");
    return [problem("neverWins", "rules", index, { ruleNumber, earlier: numbers })];
  });
}

/** Of two switch points at the same time one may be meant to come first, so there is no gap to tell of as yet. */
function levelProblems(program: Program, index: number): readonly CalendarProblem[] {
  const twice = sameTimes(program, index);
  return twice.length > 0 ? twice : gaps(program, index);
}

/**
 * A program without a level, unless a switch point surely comes before its period begins. When the sun goes down, or a
 * photocell says dark, depends on place and season, so a time of the clock is sure at noon alone.
 */
function gaps(program: Program, index: number): readonly CalendarProblem[] {
  const { name, levelPct, switchPoints } = program;
  if (levelPct !== null || switchPoints.some((point) => isBeforePeriod(point, program))) return [];
  const [first] = [...switchPoints].sort((a, b) => roughly(a) - roughly(b));
  return [problem("gap", "programs", index, { program: name, first: first === undefined ? "" : pointText(first) })];
}

function isBeforePeriod(point: SwitchPoint, { activePeriod: period }: Program): boolean {
  if (point.at === "time") {
    const begins = period.type === "Absolute" ? period.startMinute : NOON_MINUTE;
    return sinceNoon(point.minute) <= sinceNoon(begins);
  }
  if (point.at === "sunrise") return false;
  if (period.type === "AstroClock") return point.offsetMs <= period.sunsetOffsetMs;
  if (period.type === "AstroAndSensor") return point.offsetMs <= period.sunsetOffsetMs - period.beforeSunsetMs;
  return false;
}

/** Only to name the first of them: sunset about six, sunrise about six. */
const roughly = (point: SwitchPoint): number =>
  point.at === "time" ? sinceNoon(point.minute) : (point.at === "sunset" ? 360 : 1_080) + point.offsetMs / MINUTE_MS;

function sameTimes({ name, switchPoints }: Program, index: number): readonly CalendarProblem[] {
  const texts = switchPoints.map(pointText);
  const twice = new Set(texts.filter((text, position) => texts.indexOf(text) < position));
  return [...twice].map((time) => problem("sameTime", "programs", index, { program: name, time }));
}

/**
 * The local days on which the zone puts its clocks forward or back, each with the day before it. Looked for week by week
 * first: no zone puts them back within a week of putting them forward.
 */
function clockChanges(zone: string, from: EpochMs): readonly LocalDay[] {
  const { day: today } = localTime(zone, from);
  const isEven = (day: number, days: number): boolean =>
    noonOf(zone, localDay(day + days)) - noonOf(zone, localDay(day)) === days * DAY_MS;
  const changes: LocalDay[] = [];
  for (let week = today - 1; week < today + AHEAD_DAYS; week += WEEK_DAYS) {
    if (isEven(week, WEEK_DAYS)) continue;
    for (let day = week; day < week + WEEK_DAYS; day += 1) {
      if (!isEven(day, 1)) changes.push(localDay(day), localDay(day + 1));
    }
  }
  return changes;
}

function clockProblems(
  zone: string,
  { name, switchPoints }: Program,
  index: number,
  changes: readonly LocalDay[],
): readonly CalendarProblem[] {
  const minutes = new Set(switchPoints.flatMap((point) => (point.at === "time" ? [point.minute] : [])));
  return [...minutes].flatMap((minute) => {
    const firstWith = (shown: (times: number) => boolean): LocalDay | undefined =>
      changes.find((day) => shown(timesShown(zone, { day, minute })));
    const [skipped, repeated] = [firstWith((times) => times === 0), firstWith((times) => times > 1)];
    const args = { program: name, time: minuteText(minute) };
    return [
      ...(skipped === undefined
        ? []
        : [problem("skippedTime", "programs", index, { ...args, date: dayText(skipped) })]),
      ...(repeated === undefined
        ? []
        : [problem("repeatedTime", "programs", index, { ...args, date: dayText(repeated) })]),
    ];
  });
}
