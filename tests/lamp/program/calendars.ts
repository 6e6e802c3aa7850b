import type {
  ActivePeriod,
  CalendarRule,
  CalendarSettings,
  DynamicControl,
  Program,
  SwitchPoint,
} from "../../../device/lamp/program-settings.ts";
import { minutes, seconds } from "../../../device/measure/time.ts";
import { percent } from "../../../device/measure/units.ts";

/** `18:30` to minutes of the day. */
export const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

export const rule = (program: string, others: Partial<CalendarRule> = {}): CalendarRule => ({
  program,
  startDate: "--01-01",
  endDate: "--12-31",
  weekdays: [],
  nth: null,
  except: [],
  ...others,
});

export const program = (name: string, others: Partial<Program> = {}): Program => ({
  name,
  allowDark: false,
  activePeriod: { type: "Night" },
  levelPct: percent(100),
  switchPoints: [],
  dynamicControls: [],
  ...others,
});

export const atTime = (time: string, level: number): SwitchPoint => ({
  at: "time",
  minute: minuteOf(time),
  levelPct: percent(level),
});
export const atSun = (at: "sunset" | "sunrise", offset: number, level: number): SwitchPoint => ({
  at,
  offsetMs: minutes(offset),
  levelPct: percent(level),
});
export const absolute = (start: string, end: string): ActivePeriod => ({
  type: "Absolute",
  startMinute: minuteOf(start),
  endMinute: minuteOf(end),
});
export const motion = (start: string, end: string, level: number): DynamicControl => ({
  startMinute: minuteOf(start),
  endMinute: minuteOf(end),
  operation: "Max",
  levelPct: percent(level),
  holdMs: seconds(60),
});

export const calendar = (
  programs: readonly Program[],
  rules: readonly CalendarRule[] = [],
  others: Partial<CalendarSettings> = {},
): CalendarSettings => ({
  zone: "Europe/Stockholm",
  rules,
  defaultProgram: programs[0]?.name ?? null,
  programs,
  ...others,
});
