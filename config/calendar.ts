import type { Lux, Percent } from "../device/measure/units.ts";
import type { Millis } from "../device/measure/time.ts";
import type {
  ActivePeriod,
  CalendarRule,
  CalendarSettings,
  DynamicControl,
  DynamicOperation,
  Program,
  SwitchPoint,
} from "../device/lamp/program-settings.ts";
import { PERIODS, WEEKDAYS } from "./calendar-settings.ts";
import type { Values } from "./reader.ts";

type Word<Words extends readonly string[]> = Words[number];
/** The sections `calendar` and `programs` below `lamp`, as the reader leaves them: what is wrong is not there. */
export type AskedCalendar = {
  readonly zone?: string;
  readonly defaultProgram?: string | null;
  readonly rules?: readonly AskedRule[];
};
export type AskedRule = {
  readonly program?: string;
  readonly startDate?: string;
  readonly endDate?: string;
  readonly weekdays?: readonly (Word<typeof WEEKDAYS> | null)[];
  readonly nth?: string | null;
  readonly except?: readonly (string | null)[];
};
export type AskedPeriod = {
  readonly type?: Word<typeof PERIODS>;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly sunsetOffsetMs?: Millis | null;
  readonly sunriseOffsetMs?: Millis | null;
  readonly beforeSunsetMs?: Millis | null;
  readonly beforeSunriseMs?: Millis | null;
  readonly onLux?: Lux | null;
  readonly offLux?: Lux | null;
};
export type AskedPoint = { readonly at?: string; readonly offsetMs?: Millis | null; readonly levelPct?: Percent };
export type AskedControl = Partial<Omit<DynamicControl, "startMinute" | "endMinute">> & {
  readonly from?: string;
  readonly to?: string;
};
export type AskedProgram = {
  readonly name: string;
  readonly levelPct?: Percent | null;
  readonly allowDark?: boolean;
  readonly activePeriod?: AskedPeriod;
  readonly switchPoints?: readonly AskedPoint[];
  readonly dynamicControls?: readonly AskedControl[];
};

export const askedCalendar = (lamp: Values): AskedCalendar | null =>
  (lamp["calendar"] as unknown as AskedCalendar | null | undefined) ?? null;
export const askedPrograms = (lamp: Values): readonly AskedProgram[] =>
  (lamp["programs"] as unknown as readonly AskedProgram[] | undefined) ?? [];

/** Where the photocell's keys of an active period are left out: as `lamp.night` has them by default. */
const USUAL = { beforeMs: 1_800_000 as Millis, onLux: 35 as Lux, offLux: 55 as Lux } as const;
const NONE = 0 as Millis;

/** The lamp's calendar with its programs, of values in which nothing is wrong; null: it has none. */
export function calendarOf(lamp: Values): CalendarSettings | null {
  const asked = askedCalendar(lamp) as Required<AskedCalendar> | null;
  if (asked === null) return null;
  const { zone, defaultProgram, rules } = asked;
  return {
    zone,
    defaultProgram,
    rules: rules.map((rule) => ruleOf(rule as Required<AskedRule>)),
    programs: askedPrograms(lamp).map((program) => programOf(program as Required<AskedProgram>)),
  };
}

function ruleOf({ program, startDate, endDate, weekdays, nth, except }: Required<AskedRule>): CalendarRule {
  return {
    program,
    startDate,
    endDate,
    weekdays: weekdays.flatMap((day) => (day === null ? [] : [WEEKDAYS.indexOf(day) + 1])),
    nth: nth === null || nth === "L" ? nth : (Number(nth) as 1 | 2 | 3 | 4 | 5),
    except: except.flatMap((date) => (date === null ? [] : [date])),
  };
}

function programOf(asked: Required<AskedProgram>): Program {
  const { name, levelPct, allowDark, activePeriod, switchPoints, dynamicControls } = asked;
  return {
    name,
    allowDark,
    activePeriod: periodOf(activePeriod as Required<AskedPeriod>),
    levelPct,
    switchPoints: switchPoints.map((point) => pointOf(point as Required<AskedPoint>)),
    dynamicControls: dynamicControls.map((control) => controlOf(control as Required<AskedControl>)),
  };
}

function periodOf({ type, from, to, onLux, offLux, ...asked }: Required<AskedPeriod>): ActivePeriod {
  const cell = { onLux: onLux ?? USUAL.onLux, offLux: offLux ?? USUAL.offLux };
  const sun = { sunsetOffsetMs: asked.sunsetOffsetMs ?? NONE, sunriseOffsetMs: asked.sunriseOffsetMs ?? NONE };
  switch (type) {
    case "Night":
      return { type };
    case "Absolute":
      return { type, startMinute: minuteOf(from ?? ""), endMinute: minuteOf(to ?? "") };
    case "AstroClock":
      return { type, ...sun };
    case "Sensor":
      return { type, ...cell };
    case "AstroAndSensor": {
      const beforeSunsetMs = asked.beforeSunsetMs ?? USUAL.beforeMs;
      return { type, ...sun, beforeSunsetMs, beforeSunriseMs: asked.beforeSunriseMs ?? USUAL.beforeMs, ...cell };
    }
  }
}

function pointOf({ at, offsetMs, levelPct }: Required<AskedPoint>): SwitchPoint {
  if (at === "sunset" || at === "sunrise") return { at, offsetMs: offsetMs ?? NONE, levelPct };
  return { at: "time", minute: minuteOf(at), levelPct };
}

function controlOf({ from, to, operation, levelPct, holdMs }: Required<AskedControl>): DynamicControl {
  const known: DynamicOperation = operation;
  return { startMinute: minuteOf(from), endMinute: minuteOf(to), operation: known, levelPct, holdMs };
}

/** `22:00` in minutes from midnight. */
export const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
