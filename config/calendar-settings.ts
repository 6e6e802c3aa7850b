import { NAME_PATTERN } from "./part.ts";
import type { List, Named, Optional, Section } from "./section.ts";

const MINUTE = 60_000;
/** The references keep 50 entries (Grid eXchange Fabric); twice that is our choice, and a page of text still. */
export const RULES_MAX = 100;
export const PROGRAMS_MAX = 100;
export const SWITCH_POINTS_MAX = 100;
const DYNAMIC_CONTROLS_MAX = 100;
const EXCEPT_MAX = 100;

export const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
export const OPERATIONS = ["Set", "Max", "Min", "Add", "Sub", "Mul"] as const;
export const PERIODS = ["Night", "Absolute", "AstroClock", "Sensor", "AstroAndSensor"] as const;

const TIME = "(?:[01]\\d|2[0-3]):[0-5]\\d";
const DATE = "^(?:-|2\\d{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$";

const time = (usual: string | null, meaning: string) =>
  ({ kind: "text", pattern: `^${TIME}$`, write: 'Write a time such as "22:00".', default: usual, meaning }) as const;
const date = (usual: string, meaning: string) =>
  ({
    kind: "text",
    pattern: DATE,
    write: "Write --12-24 for each year, or 2026-12-24 for one.",
    default: usual,
    meaning,
  }) as const;
const program = (meaning: string) =>
  ({ kind: "text", pattern: NAME_PATTERN, write: "Write the name of one of lamp.programs.", meaning }) as const;
const offset = (usual: number | null, meaning: string) =>
  ({ kind: "duration", min: -180 * MINUTE, max: 180 * MINUTE, default: usual, meaning }) as const;
const before = (meaning: string) => ({ kind: "duration", min: 0, max: 180 * MINUTE, default: null, meaning }) as const;

export const ruleSettings = {
  program: program("The program of the nights on which this rule holds."),
  startDate: date("--01-01", "The first date of it. A night has the date of the noon before it."),
  endDate: date("--12-31", "The last date. Before startDate, it is next year's: from --12-24 to --01-06."),
  weekdays: {
    kind: "list",
    of: { kind: "choice", of: WEEKDAYS, meaning: "A day of the week." },
    max: 7,
    example: "[Sat, Sun]",
    meaning: "Only on these days of the week.",
  },
  nth: {
    kind: "choice",
    of: ["1", "2", "3", "4", "5", "L"],
    default: null,
    meaning: "Only on the so many-th of these weekdays in their month; L is the last.",
  },
  except: {
    kind: "list",
    of: date("--12-24", "A date."),
    max: EXCEPT_MAX,
    example: "[--12-24, 2026-06-19]",
    meaning: "Not on these dates.",
  },
} as const satisfies Section;

export const calendarSettings: Optional & { readonly of: Section } = {
  kind: "optional",
  meaning: "Which program each night has: the first rule that holds. A night lasts from noon to noon.",
  of: {
    zone: {
      kind: "text",
      pattern: "^[A-Za-z][A-Za-z0-9_+/-]{0,63}$",
      write: "Write a zone such as Europe/Stockholm.",
      meaning: "The zone of its dates and times, summer time included.",
    },
    defaultProgram: {
      ...program("The program of nights for which no rule holds. Without it those have lamp.base."),
      default: null,
    },
    rules: {
      kind: "list",
      of: ruleSettings,
      max: RULES_MAX,
      example: "- { program: weekend, weekdays: [Fri, Sat] }",
      meaning: "The first that holds on a night counts, and every condition of it must hold.",
    } satisfies List,
  },
};

export const activePeriodSettings = {
  type: {
    kind: "choice",
    of: PERIODS,
    default: "Night",
    meaning:
      "When it is night for the lamp. Night: as lamp.night says. AstroClock: by sunset and sunrise. Sensor: by the " +
      "photocell alone. AstroAndSensor: by sunset and sunrise, or the photocell a while before. Absolute: as lamp.night " +
      "says, and outside of its two times the program gives no light.",
  },
  from: time(null, "Of Absolute: it begins at this time."),
  to: time(null, "Of Absolute: and ends at this."),
  sunsetOffsetMs: offset(null, "Of AstroClock and AstroAndSensor: so much after sunset, or before with a minus."),
  sunriseOffsetMs: offset(null, "Of the same: so much after sunrise, or before with a minus."),
  beforeSunsetMs: {
    ...before("Of AstroAndSensor: the photocell may decide from so long before that sunset. Usually 30 min."),
    called: "pcActiveBeforeSunset",
  },
  beforeSunriseMs: {
    ...before("And from so long before that sunrise. Usually 30 min."),
    called: "pcActiveBeforeSunrise",
  },
  onLux: {
    kind: "light",
    min: 1,
    max: 200,
    default: null,
    called: "onLevel",
    meaning: "Of Sensor and AstroAndSensor: darker than this, the photocell says dark. Usually 35 lx.",
  },
  offLux: {
    kind: "light",
    min: 1,
    max: 400,
    default: null,
    called: "offLevel",
    meaning: "Of the same: brighter than this, it says bright. Usually 55 lx.",
  },
} as const satisfies Section;

export const switchPointSettings = {
  at: {
    kind: "text",
    pattern: `^(?:${TIME}|sunset|sunrise)$`,
    write: 'Write a time such as "22:00", or sunset, or sunrise.',
    meaning: "When the level changes.",
  },
  offsetMs: offset(null, "Of sunset and sunrise: so much after it, or before with a minus."),
  levelPct: { kind: "share", min: 0, max: 100, meaning: "The level from then on." },
} as const satisfies Section;

export const dynamicControlSettings = {
  from: time("12:00", "From this time of the night."),
  to: time("12:00", "Until this one. Two equal times are the whole night."),
  operation: {
    kind: "choice",
    of: OPERATIONS,
    default: "Max",
    meaning:
      "What someone's coming makes of the program's level: this one instead (Set), the higher (Max) or lower (Min) of " +
      "the two, their sum (Add), what is left (Sub), or such a share of it (Mul).",
  },
  levelPct: { kind: "share", min: 0, max: 100, meaning: "The level that it does so with." },
  holdMs: {
    kind: "duration",
    min: 5_000,
    max: 20 * MINUTE,
    default: 60_000,
    meaning: "How long, counted from the last movement.",
  },
} as const satisfies Section;

export const programSettings = {
  levelPct: {
    kind: "share",
    min: 0,
    max: 100,
    default: null,
    meaning:
      "The level from the beginning of the period to the first switch point. Without it the lamp is at its floor.",
  },
  allowDark: {
    kind: "switch",
    default: false,
    meaning: "true: the floor does not hold, so the lamp may be dark at night. Who comes still lights it.",
  },
  activePeriod: activePeriodSettings,
  switchPoints: {
    kind: "list",
    of: switchPointSettings,
    max: SWITCH_POINTS_MAX,
    example: '- { at: "22:00", level: 50 % }',
    meaning: "The level from these moments on, in the order of a night from noon to noon.",
  },
  dynamicControls: {
    kind: "list",
    of: dynamicControlSettings,
    max: DYNAMIC_CONTROLS_MAX,
    example: '- { from: "22:00", to: "05:00", level: 100 % }',
    meaning: "What motion does; the first whose time holds. Without any it gives lamp.boost all night.",
  },
} as const satisfies Section;

export const programs: Named & { readonly of: typeof programSettings } = {
  kind: "named",
  of: programSettings,
  max: PROGRAMS_MAX,
  pattern: NAME_PATTERN,
  write: "Begin with a small letter, then small letters, digits and -, at most 32, such as weekend.",
  what: "program",
  example: "{ level: 100 % }",
  meaning: "How the light goes through a night.",
};
