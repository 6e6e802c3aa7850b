import type { TalqNames } from "../../../device/contract/interop/talq.ts";
import type { CalendarRule, CalendarSettings, Program } from "../../../device/lamp/program-settings.ts";
import type { LampSettings } from "../../../device/lamp/settings.ts";
import { minutes, seconds } from "../../../device/measure/time.ts";
import { degrees, lux, percent } from "../../../device/measure/units.ts";
import { SETTINGS } from "../../lamp/post.ts";

export { minutes };
export const level = percent;
export const NAMES: TalqNames = { calendarId: "calendar-1", ownerCMS: "cms-1", photocell: true };

/** Half an hour of window on both sides of a sunset as TALQ has it, in the types of the lamp itself. */
export const light: LampSettings = {
  ...SETTINGS,
  boostPct: percent(100),
  floorPct: percent(10),
  holdMs: seconds(60),
  rampUpMs: seconds(1),
  rampDownMs: seconds(8),
  night: {
    ...SETTINGS.night,
    sunBelowDeg: degrees(-0.833),
    duskOffsetMs: minutes(0),
    dawnOffsetMs: minutes(0),
    windowBeforeMs: minutes(30),
    windowAfterMs: minutes(30),
    cellOnLux: lux(35),
    cellOffLux: lux(55),
  },
};

export const darkBefore = (before: number, after: number) => ({
  windowBeforeMs: minutes(before),
  windowAfterMs: minutes(after),
});

export const programOf = (given: Partial<Program>): Program => ({
  name: "park",
  allowDark: false,
  activePeriod: { type: "Night" },
  levelPct: percent(80),
  switchPoints: [],
  dynamicControls: [],
  ...given,
});

export const ruleOf = (given: Partial<CalendarRule>): CalendarRule => ({
  program: "park",
  startDate: "--01-01",
  endDate: "--12-31",
  weekdays: [],
  nth: null,
  except: [],
  ...given,
});

export const calendarOf = (
  rules: readonly CalendarRule[],
  programs: readonly Program[] = [],
  defaultProgram: string | null = "usual",
): CalendarSettings => ({ zone: "Europe/Stockholm", rules, defaultProgram, programs });
