import { askedCalendar, askedPrograms, type AskedCalendar, type AskedRule } from "./calendar.ts";
import type { Values } from "./reader.ts";
import type { Broken } from "./rules.ts";

/** What the keys of a calendar say together. */
export function calendarRules(lamp: Values): readonly Broken[] {
  const calendar = askedCalendar(lamp);
  if (calendar === null) return [];
  return [
    ...chooses(calendar),
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

function chooses({ rules, defaultProgram }: AskedCalendar): readonly Broken[] {
  if (rules === undefined || defaultProgram === undefined || rules.length > 0 || defaultProgram !== null) return [];
  const wrong = "this calendar chooses nothing: it has neither rules nor a defaultProgram";
  return [{ paths: ["lamp.calendar"], wrong, instead: "Add one of them, or take the calendar out." }];
}

function ruleRules({ startDate, endDate, weekdays, nth }: AskedRule, path: string): readonly Broken[] {
  const broken = span(path, startDate, endDate);
  if (nth == null || weekdays === undefined || weekdays.length > 0) return broken;
  const wrong = "nth says which of the weekdays in a month, and no weekdays are given";
  return [...broken, { paths: [`${path}.nth`], wrong, instead: "Add them, such as weekdays: [Sun]." }];
}

const isDated = (date: string): boolean => !date.startsWith("--");

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
