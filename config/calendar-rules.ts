import type { CalendarSettings } from "../device/lamp/program-settings.ts";
import { askedCalendar, askedPrograms, type AskedCalendar, type AskedRule } from "./calendar.ts";
import { nearest, quoted } from "./problem.ts";
import type { Values } from "./reader.ts";
import type { Broken } from "./rules.ts";
import { either } from "./value.ts";

/** What only who follows a calendar can say of it. `refuse`: it is a mistake; else it is told and taken. */
export type CalendarProblem = Broken & { readonly refuse: boolean };

/** Rules that never win, gaps, switch times that daylight saving skips or repeats. Asked of a calendar right in itself. */
export const calendarProblems: (calendar: CalendarSettings) => readonly CalendarProblem[] = () => [];

/** A message lists at most so many names. */
const LISTED_MAX = 8;

/** What the keys of a calendar say together. */
export function calendarRules(lamp: Values): readonly Broken[] {
  const calendar = askedCalendar(lamp);
  if (calendar === null) return [];
  return [
    ...zone(calendar),
    ...chooses(calendar),
    ...named(calendar, lamp),
    ...(calendar.rules ?? []).flatMap((rule, index) => ruleRules(rule, `lamp.calendar.rules.${index + 1}`)),
  ];
}

/** Programs that are told and taken: nobody asks for them. */
export function unusedPrograms(lamp: Values): readonly Broken[] {
  const calendar = askedCalendar(lamp);
  const used = [calendar?.defaultProgram, ...(calendar?.rules ?? []).map((rule) => rule.program)];
  return askedPrograms(lamp)
    .filter(({ name }) => !used.includes(name))
    .map(({ name }) => {
      const instead = "Name it in a rule or as defaultProgram, or take it out.";
      return { paths: [`lamp.programs.${name}`], wrong: "nothing uses this program", instead };
    });
}

function zone({ zone: asked }: AskedCalendar): readonly Broken[] {
  if (asked === undefined || isZone(asked)) return [];
  const wrong = `${quoted(asked)} is no time zone`;
  return [{ paths: ["lamp.calendar.zone"], wrong, instead: "Write a zone such as Europe/Stockholm." }];
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function chooses({ rules, defaultProgram }: AskedCalendar): readonly Broken[] {
  if (rules === undefined || defaultProgram === undefined || rules.length > 0 || defaultProgram !== null) return [];
  const wrong = "this calendar chooses nothing: it has neither rules nor a defaultProgram";
  return [{ paths: ["lamp.calendar"], wrong, instead: "Add one of them, or take the calendar out." }];
}

function named({ rules, defaultProgram }: AskedCalendar, lamp: Values): readonly Broken[] {
  if (lamp["programs"] === undefined) return [];
  const known = askedPrograms(lamp).map(({ name }) => name);
  const asked = [
    { path: "lamp.calendar.defaultProgram", name: defaultProgram },
    ...(rules ?? []).map(({ program }, index) => ({ path: `lamp.calendar.rules.${index + 1}.program`, name: program })),
  ];
  return asked.flatMap(({ path, name }) => {
    if (name == null || known.includes(name)) return [];
    return [{ paths: [path], wrong: `there is no program ${quoted(name)}`, instead: cure(name, known) }];
  });
}

function cure(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== null) return `Did you mean "${near}"?`;
  if (known.length === 0) return `Add a section "programs: { ${name}: { level: 100 % } }" below lamp.`;
  return known.length > LISTED_MAX ? "Write the name of one of lamp.programs." : `Write ${either(known)}.`;
}

function ruleRules({ startDate, endDate, weekdays, nth, except }: AskedRule, path: string): readonly Broken[] {
  const dates = [
    { path: `${path}.startDate`, date: startDate },
    { path: `${path}.endDate`, date: endDate },
    ...(except ?? []).map((date, index) => ({ path: `${path}.except.${index + 1}`, date })),
  ];
  const missing = dates.flatMap(({ path: where, date }) => (date == null ? [] : noSuchDate(where, date)));
  const broken = [...missing, ...(missing.length > 0 ? [] : span(path, startDate, endDate))];
  if (nth == null || weekdays === undefined || weekdays.length > 0) return broken;
  const wrong = "nth says which of the weekdays in a month, and no weekdays are given";
  return [...broken, { paths: [`${path}.nth`], wrong, instead: "Add them, such as weekdays: [Sun]." }];
}

const MONTHS = [
  ["January", 31],
  ["February", 29],
  ["March", 31],
  ["April", 30],
  ["May", 31],
  ["June", 30],
  ["July", 31],
  ["August", 31],
  ["September", 30],
  ["October", 31],
  ["November", 30],
  ["December", 31],
] as const;

function noSuchDate(path: string, date: string): readonly Broken[] {
  const [month, days] = MONTHS[Number(date.slice(-5, -3)) - 1] ?? ["", 0];
  const day = Number(date.slice(-2));
  const year = isDated(date) ? Number(date.slice(0, 4)) : null;
  const instead = "Look at the month and the day.";
  if (day > days) return [{ paths: [path], wrong: `there is no ${day} ${month}`, instead }];
  if (year === null || month !== "February" || day < days || isLeap(year)) return [];
  return [{ paths: [path], wrong: `there is no ${day} ${month} in ${year}`, instead }];
}

const isDated = (date: string): boolean => !date.startsWith("--");
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function span(path: string, start: string | undefined, end: string | undefined): readonly Broken[] {
  if (start === undefined || end === undefined) return [];
  const paths = [`${path}.startDate`, `${path}.endDate`];
  if (isDated(start) !== isDated(end)) {
    const [once, each] = isDated(start) ? ["startDate", "endDate"] : ["endDate", "startDate"];
    const wrong = `${once} has a year, and ${each} comes each year`;
    const instead = `Write both with a year, such as ${once}: 2026-12-24 and ${each}: 2026-12-24, or both without.`;
    return [{ paths: isDated(start) ? paths : paths.toReversed(), wrong, instead }];
  }
  if (!isDated(start) || start <= end) return [];
  return [{ paths, wrong: `startDate (${start}) is after endDate (${end})`, instead: "Exchange them." }];
}
