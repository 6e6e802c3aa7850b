import type { PlannedCalendar, PlannedLight, PlannedProgram, PlannedRule } from "./planned-light.ts";
import { covers, isYearly, talqCalendarOf } from "./talq-calendar.ts";
import { SUNSET_DEG, talqProgramOf } from "./talq-program.ts";
import type { TalqCalendar, TalqProgram } from "./talq-words.ts";

/** What a TALQ CMS would be given. `differences` are sentences: where TALQ cannot say what the post does. */
export type TalqPlan = {
  readonly calendar: TalqCalendar;
  readonly programs: readonly TalqProgram[];
  /** Our nights last from noon to noon: the gateway's ControlService has this, or dates are a day off. */
  readonly dayOffset: 12;
  readonly differences: readonly string[];
};
export type TalqNames = {
  readonly calendarId: string;
  /** The TALQ address of the CMS that owns what is made here. */
  readonly ownerCMS: string;
  /** The post has a photocell. */
  readonly photocell: boolean;
};

const MINUTE_MS = 60_000;

/** Calendar and programs of a lamp post in TALQ's words. */
export function talqOf(plan: PlannedCalendar, light: PlannedLight, names: TalqNames): TalqPlan {
  const { calendarId, ownerCMS, photocell } = names;
  return {
    calendar: talqCalendarOf(plan, { id: calendarId, ownerCMS }),
    programs: plan.programs.map((program) => talqProgramOf(program, light, { ownerCMS, photocell })),
    dayOffset: 12,
    differences: [
      ...plan.programs.flatMap((program) =>
        programDifferences(program, light).map((words) => `program ${program.name}: ${words}`),
      ),
      ...calendarDifferences(plan),
    ],
  };
}

function programDifferences(program: PlannedProgram, { night, floorPct }: PlannedLight): readonly string[] {
  const { activePeriod: period, allowDark, switchPoints } = program;
  const byNight = period.type === "Night";
  const offsetsMs = [...offsetsOf(program), ...(byNight ? nightOffsets(night) : [])];
  const levels = [...switchPoints, ...program.dynamicControls].map(({ levelPct }) => levelPct);
  return [
    ...when(
      byNight && night.sunBelowDeg !== SUNSET_DEG,
      `the post's night is the sun below ${night.sunBelowDeg} deg; TALQ reckons from sunset, so it begins and ends otherwise`,
    ),
    ...when(
      period.type === "Absolute" && !allowDark && floorPct > 0,
      `outside of its period the post keeps its floor of ${floorPct} % at night; TALQ is OFF`,
    ),
    ...when(
      switchPoints.some(({ at }) => at !== "time"),
      "TALQ holds a level of sunset or sunrise over the fixed times until the next such; here the points take turns",
    ),
    ...when(
      offsetsMs.some((ms) => ms % MINUTE_MS !== 0),
      "offsets are rounded: TALQ has whole minutes",
    ),
    ...when(
      [...levels, program.levelPct ?? 0].some((pct) => !Number.isInteger(pct)),
      "levels are rounded: TALQ has whole percents",
    ),
  ];
}

function calendarDifferences({ rules, defaultProgram }: PlannedCalendar): readonly string[] {
  const excepting = rules.filter(({ except }) => except.length > 0);
  return [
    ...when(
      defaultProgram === null,
      "nights without a rule: the post is at its own base; what TALQ does without a defaultProgram it does not say",
    ),
    ...when(
      defaultProgram === null && excepting.length > 0,
      "an exception without a defaultProgram cannot be told: TALQ runs the rule on that date too",
    ),
    ...rules.flatMap((rule, index) => unclearExceptions(rule, rules.slice(index + 1))),
  ];
}

/** Yearly exceptions met by later rules that name a year. */
function unclearExceptions(rule: PlannedRule, later: readonly PlannedRule[]): readonly string[] {
  return rule.except.flatMap((date) =>
    when(
      later.some((other) => covers(other, date) === "unclear" || other.except.some((it) => halfSame(it, date))),
      `${rule.program} except ${date}: a later rule names a year, and is left out on that date; write the year here too`,
    ),
  );
}

function offsetsOf({ activePeriod: period, switchPoints }: PlannedProgram): readonly number[] {
  const points = switchPoints.flatMap((point) => (point.at === "time" ? [] : [point.offsetMs]));
  if (period.type !== "AstroClock" && period.type !== "AstroAndSensor") return points;
  const before = period.type === "AstroAndSensor" ? [period.beforeSunsetMs, period.beforeSunriseMs] : [];
  return [...points, period.sunsetOffsetMs, period.sunriseOffsetMs, ...before];
}

const nightOffsets = (night: PlannedLight["night"]): readonly number[] => [
  night.duskOffsetMs,
  night.dawnOffsetMs,
  night.windowBeforeMs,
  night.windowAfterMs,
];
const halfSame = (except: string, date: string): boolean =>
  isYearly(date) && !isYearly(except) && except.slice(-5) === date.slice(-5);
const when = (holds: boolean, words: string): readonly string[] => (holds ? [words] : []);
