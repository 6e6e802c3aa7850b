/**
 * What TALQ is told of a lamp post's config, as this room needs it: it may not know `device/lamp`, whose settings fit
 * (`tests/contract/interop` holds that). Times in ms, `minute` from local midnight, levels in %, light in lx, angles in
 * degrees. A night lasts from noon to noon and has the date of the noon it begins at.
 */
export type PlannedLight = {
  readonly boostPct: number;
  readonly floorPct: number;
  readonly holdMs: number;
  readonly rampUpMs: number;
  readonly rampDownMs: number;
  readonly night: {
    readonly sunBelowDeg: number;
    readonly duskOffsetMs: number;
    readonly dawnOffsetMs: number;
    readonly windowBeforeMs: number;
    readonly windowAfterMs: number;
    readonly cellOnLux: number;
    readonly cellOffLux: number;
  };
};

export type PlannedCalendar = {
  readonly zone: string;
  readonly rules: readonly PlannedRule[];
  readonly defaultProgram: string | null;
  readonly programs: readonly PlannedProgram[];
};

/** Dates are `--MM-DD` or `YYYY-MM-DD`; weekdays 1 Monday to 7 Sunday, empty for each. */
export type PlannedRule = {
  readonly program: string;
  readonly startDate: string;
  readonly endDate: string;
  readonly weekdays: readonly number[];
  readonly nth: number | "L" | null;
  readonly except: readonly string[];
};

export type PlannedProgram = {
  readonly name: string;
  readonly allowDark: boolean;
  readonly activePeriod: PlannedPeriod;
  readonly levelPct: number | null;
  readonly switchPoints: readonly PlannedPoint[];
  readonly dynamicControls: readonly PlannedMotion[];
};

type Offsets = { readonly sunsetOffsetMs: number; readonly sunriseOffsetMs: number };
type Cell = { readonly onLux: number; readonly offLux: number };

export type PlannedPeriod =
  | { readonly type: "Night" }
  | { readonly type: "Absolute"; readonly startMinute: number; readonly endMinute: number }
  | ({ readonly type: "AstroClock" } & Offsets)
  | ({ readonly type: "Sensor" } & Cell)
  | ({
      readonly type: "AstroAndSensor";
      readonly beforeSunsetMs: number;
      readonly beforeSunriseMs: number;
    } & Offsets &
      Cell);

export type PlannedPoint =
  | { readonly at: "time"; readonly minute: number; readonly levelPct: number }
  | { readonly at: "sunset" | "sunrise"; readonly offsetMs: number; readonly levelPct: number };

export type PlannedMotion = {
  readonly startMinute: number;
  readonly endMinute: number;
  readonly operation: "Set" | "Max" | "Min" | "Add" | "Sub" | "Mul";
  readonly levelPct: number;
  readonly holdMs: number;
};
