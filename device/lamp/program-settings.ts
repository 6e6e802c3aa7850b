import type { Millis } from "../measure/time.ts";
import type { Lux, Percent } from "../measure/units.ts";

/**
 * Programs and the calendar that chooses between them, in the shapes and names of TALQ 2.7.1 (ControlProgram, Calendar).
 * Units are ours: ms for offsets, minutes for times of the local day. A *night* lasts from noon to noon (TALQ's
 * `dayOffset` 12) and has the date of the noon it begins at.
 */
export type CalendarSettings = {
  /** IANA name, such as `Europe/Stockholm`. Local times include daylight saving time. */
  readonly zone: string;
  /** The first rule that holds on the night's date wins. */
  readonly rules: readonly CalendarRule[];
  /** The name of the program for nights without a rule; null: those nights have no calendar, so the post's own `base`. */
  readonly defaultProgram: string | null;
  readonly programs: readonly Program[];
};

/** Every condition that is given must hold. */
export type CalendarRule = {
  readonly program: string;
  /** `--MM-DD` each year, or `YYYY-MM-DD` once; both ends belong to it. From above to: over new year. */
  readonly startDate: string;
  readonly endDate: string;
  /** 1 Monday to 7 Sunday; empty: each. */
  readonly weekdays: readonly number[];
  /** Which of these weekdays in the month: 1 the first to 5 the fifth, or the last; null: each. */
  readonly nth: 1 | 2 | 3 | 4 | 5 | "L" | null;
  /** Dates on which the rule does not hold, written as `startDate`. */
  readonly except: readonly string[];
};

export type Program = {
  readonly name: string;
  /** The floor does not hold; motion and neighbours still light the lamp. */
  readonly allowDark: boolean;
  readonly activePeriod: ActivePeriod;
  /** From the beginning of the active period to the first switch point; null: a gap, so the floor. */
  readonly levelPct: Percent | null;
  /** In the order of the file. */
  readonly switchPoints: readonly SwitchPoint[];
  /** The first whose period holds counts. Empty: motion gives `boost` all night. */
  readonly dynamicControls: readonly DynamicControl[];
};

/**
 * `Night`: the post's own (`night:`). `AstroClock`, `Sensor` and `AstroAndSensor` say when it is night for the lamp, in
 * place of the post's own; `Absolute` limits the program alone: outside of it the program gives 0, at night the floor holds.
 */
export type ActivePeriod =
  | { readonly type: "Night" }
  | { readonly type: "Absolute"; readonly startMinute: number; readonly endMinute: number }
  | { readonly type: "AstroClock"; readonly sunsetOffsetMs: Millis; readonly sunriseOffsetMs: Millis }
  | { readonly type: "Sensor"; readonly onLux: Lux; readonly offLux: Lux }
  | {
      readonly type: "AstroAndSensor";
      readonly sunsetOffsetMs: Millis;
      readonly sunriseOffsetMs: Millis;
      /** The photocell may decide from so long before the offset sunset, or sunrise, until then. */
      readonly beforeSunsetMs: Millis;
      readonly beforeSunriseMs: Millis;
      readonly onLux: Lux;
      readonly offLux: Lux;
    };

/** `minute` counts from midnight, 0 to 1,439. */
export type SwitchPoint =
  | { readonly at: "time"; readonly minute: number; readonly levelPct: Percent }
  | { readonly at: "sunset" | "sunrise"; readonly offsetMs: Millis; readonly levelPct: Percent };

export type DynamicOperation = "Set" | "Max" | "Min" | "Add" | "Sub" | "Mul";
/** What motion does to the level between two times of the local day; equal times are the whole day. */
export type DynamicControl = {
  readonly startMinute: number;
  readonly endMinute: number;
  readonly operation: DynamicOperation;
  /** Of `Mul`, 100 % is the program's own level. */
  readonly levelPct: Percent;
  readonly holdMs: Millis;
};
