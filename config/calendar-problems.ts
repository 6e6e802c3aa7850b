import type { CalendarRule, CalendarSettings, Program, SwitchPoint } from "../device/lamp/program-settings.ts";
import { calendarProblems as found, type CalendarProblem as Found } from "../device/lamp/program/check.ts";
import { dayOfText, epochOf, localTime, minuteText } from "../device/measure/local-time.ts";
import { pointText } from "../device/lamp/program/point-text.ts";
import { minuteOf } from "./calendar.ts";
import { nearest, quoted } from "./problem.ts";
import { pointWords } from "./program-rules.ts";
import type { Broken } from "./rules.ts";
import { either } from "./value.ts";

/** `isNote`: it is told and taken; else it refuses the file. */
export type CalendarProblem = Broken & { readonly isNote: boolean };

/** What the code that follows a calendar finds wrong with it, by place, cause and cure. */
export const calendarProblems = (calendar: CalendarSettings): readonly CalendarProblem[] =>
  found(calendar).flatMap((problem) =>
    inWords(problem, calendar).map((broken) => ({ ...broken, isNote: problem.isNote })),
  );

function inWords(problem: Found, calendar: CalendarSettings): readonly Broken[] {
  const { kind, at } = problem;
  const arg = (name: string): string => String(problem.args[name]);
  const rule = `lamp.calendar.rules.${at.index + 1}`;
  const point = pointOf(calendar.programs[at.index], arg("time"));
  switch (kind) {
    case "unknownZone": {
      const wrong = `${quoted(arg("zone"))} is no time zone`;
      return [{ paths: ["lamp.calendar.zone"], wrong, instead: "Write a zone such as Europe/Stockholm." }];
    }
    case "unknownProgram": {
      const path = at.list === "rules" ? `${rule}.program` : "lamp.calendar.defaultProgram";
      return [unknownProgram(path, arg("program"), calendar)];
    }
    case "noSuchDate":
      return [noSuchDate(datePath(rule, problem, calendar), arg("date"))];
    case "leapDay":
      return leapDay(datePath(rule, problem, calendar), arg("key"), calendar.rules[at.index]);
    case "neverHolds": {
      const wrong = "this rule never holds, because its conditions exclude each other";
      return [{ paths: [rule], wrong, instead: "Look at its dates, weekdays, nth and except." }];
    }
    case "neverWins":
      return [{ paths: [rule], wrong: neverWins(arg("earlier")), instead: "Put it higher, or take it out." }];
    case "gap":
      return [gap(arg("program"), pointOf(calendar.programs[at.index], arg("first")))];
    case "sameTime":
      return [
        { paths: [point.last], wrong: `the lamp switches twice at ${point.words}`, instead: "Keep one of them." },
      ];
    case "skippedTime":
    case "repeatedTime":
      return [clockChange(problem, point.first, calendar.zone)];
  }
}

/** A message lists at most so many names. */
const LISTED_MAX = 8;

function unknownProgram(path: string, name: string, { programs }: CalendarSettings): Broken {
  const known = programs.map((program) => program.name);
  return { paths: [path], wrong: `there is no program ${quoted(name)}`, instead: knownProgram(name, known) };
}

function knownProgram(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== null) return `Did you mean "${near}"?`;
  if (known.length === 0) return `Add a section "programs: { ${name}: { level: 100 % } }" below lamp.`;
  return known.length > LISTED_MAX ? "Write the name of one of lamp.programs." : `Write ${either(known)}.`;
}

function datePath(rule: string, { at, args }: Found, { rules }: CalendarSettings): string {
  const { key, date } = args;
  if (key !== "except") return `${rule}.${String(key)}`;
  return `${rule}.except.${(rules[at.index]?.except.indexOf(String(date)) ?? 0) + 1}`;
}

const MONTHS = "January February March April May June July August September October November December".split(" ");

function noSuchDate(path: string, date: string): Broken {
  const [month, day] = [Number(date.slice(-5, -3)), Number(date.slice(-2))];
  const inYear = month === 2 && day === 29 ? ` in ${date.slice(0, 4)}` : "";
  const wrong = `there is no ${day} ${MONTHS[month - 1] ?? ""}${inYear}`;
  return { paths: [path], wrong, instead: "Look at the month and the day." };
}

/** Of a rule for this day alone, its beginning says it. */
function leapDay(path: string, key: string, rule: CalendarRule | undefined): readonly Broken[] {
  const isAlone = rule?.startDate === rule?.endDate;
  if (isAlone && key === "endDate") return [];
  const begins = isAlone ? "this rule does not hold" : "this rule begins on 1 March";
  const others = { startDate: begins, endDate: "this rule ends on 28 February" }[key] ?? "nothing is excepted";
  const wrong = `29 February comes in leap years alone: in others ${others}`;
  return [{ paths: [path], wrong, instead: LEAVE }];
}

function neverWins(earlier: string): string {
  const numbers = earlier.split(", ");
  const [last = ""] = numbers.slice(-1);
  const others = numbers.slice(0, -1).join(", ");
  return `this rule never wins: ${others === "" ? `rule ${last} holds` : `rules ${others} and ${last} hold`} on all its dates`;
}

function gap(program: string, { words }: Point): Broken {
  const wrong = words === "" ? "this program says no level" : `this program says no level before ${words}`;
  return { paths: [`lamp.programs.${program}`], wrong, instead: 'Add "level: 50 %" to the program.' };
}

function clockChange({ kind, args }: Found, path: string, zone: string): Broken {
  const [time, date] = [String(args["time"]), String(args["date"])];
  if (kind === "repeatedTime") {
    const wrong = `${time} comes twice on ${date}: the lamp switches at its first pass`;
    return { paths: [path], wrong, instead: LEAVE };
  }
  const day = dayOfText(date);
  const then = day === null ? time : minuteText(localTime(zone, epochOf(zone, { day, minute: minuteOf(time) })).minute);
  const wrong = `${time} does not exist on ${date}: the lamp switches at ${then} then`;
  return { paths: [path], wrong, instead: LEAVE };
}

/** Of what is told and taken. */
const LEAVE = "Leave it so, or write another.";

/** The first and last switch point at this time, as paths; the time as messages write it, empty where there is none. */
type Point = { readonly first: string; readonly last: string; readonly words: string };

function pointOf(program: Program | undefined, text: string): Point {
  const texts = program?.switchPoints.map(pointText) ?? [];
  const path = (index: number): string => `lamp.programs.${program?.name ?? ""}.switchPoints.${index + 1}.at`;
  const point = program?.switchPoints[texts.indexOf(text)];
  const words = point === undefined ? "" : pointWords(point.at === "time" ? text : point.at, offsetOf(point));
  return { first: path(texts.indexOf(text)), last: path(texts.lastIndexOf(text)), words };
}

const offsetOf = (point: SwitchPoint): number => (point.at === "time" ? 0 : point.offsetMs);
