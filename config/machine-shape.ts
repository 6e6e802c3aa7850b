import type { Setting } from "../device/measure/setting.ts";
import type { DeviceKind } from "../device/measure/roles.ts";
import type { Fields, Shape } from "../device/measure/shape.ts";
import {
  activePeriodSettings,
  calendarSettings,
  dynamicControlSettings,
  programs,
  programSettings,
  ruleSettings,
  switchPointSettings,
} from "./calendar-settings.ts";
import { keysOf } from "./city-keys.ts";
import { isList, isNumeric, isOptional, isSetting, type Section } from "./section.ts";

/**
 * What of a machine's settings the city may set, and the limits of it, by path in the checked config without its first
 * step: `night.sunBelowDeg`. Everything else is what the device's own config says.
 */
export type CityShapes = { readonly [path: string]: Shape };

const OWN = { "lamp-post": "lamp", "litter-bin": "bin" } as const;

export function cityShapes(kind: DeviceKind): CityShapes {
  return Object.fromEntries(
    keysOf(kind)
      .filter(({ checked: [first, second], byCity }) => byCity && first === OWN[kind] && second !== "programs")
      .flatMap(({ checked, entry }): readonly [string, Shape][] => {
        if (entry === null) return [];
        const path = checked.slice(1).join(".");
        return [[path, path === "calendar" ? calendarShape() : shapeOf(entry)]];
      }),
  );
}

function shapeOf(entry: Section[string]): Shape {
  if (isSetting(entry)) return settingShape(entry);
  if (isList(entry)) return { is: "list", of: shapeOf(entry.of), max: entry.max };
  if (isOptional(entry)) return { ...fields(entry.of), orNull: true };
  return fields(entry as Section);
}

const fields = (section: Section): Shape => ({
  is: "fields",
  of: Object.fromEntries(Object.entries(section).map(([key, entry]) => [key, shapeOf(entry)])),
});

function settingShape(setting: Setting): Shape {
  const orNull = setting.default === null ? { orNull: true } : {};
  if (isNumeric(setting)) {
    const { kind, min, max } = setting;
    return { is: "number", min, max, ...(kind === "count" ? { whole: true } : {}), ...orNull };
  }
  switch (setting.kind) {
    case "switch":
      return { is: "switch" };
    case "choice":
      return { is: "choice", of: setting.of, ...orNull };
    case "text":
      return { is: "text", pattern: setting.pattern, ...orNull };
    case "line":
      throw new Error("no line of hardware is the city's to set");
  }
}

const MINUTES: Shape = { is: "number", min: 0, max: 1_439, whole: true };
/** Where a file may leave a key out and the machine has its usual value. */
const present = (shape: Shape): Shape => ({ ...shape, orNull: false });
const oneOf = (...of: readonly Shape[]): Shape => ({ is: "one", of });
const tagged = (key: string, tags: readonly string[], of: Fields): Shape => ({
  is: "fields",
  of: { [key]: { is: "choice", of: tags }, ...of },
});

/** A calendar stands in the machine's settings in other words than in the file: as `calendar.ts` makes them. */
function calendarShape(): Shape {
  const { zone, defaultProgram, rules } = calendarSettings.of as Record<
    "zone" | "defaultProgram" | "rules",
    Section[string]
  >;
  return {
    is: "fields",
    orNull: true,
    of: {
      zone: shapeOf(zone),
      defaultProgram: shapeOf(defaultProgram),
      rules: { is: "list", max: isList(rules) ? rules.max : 0, of: ruleShape() },
      programs: { is: "list", max: programs.max, of: programShape() },
    },
  };
}

function ruleShape(): Shape {
  const { program, startDate, endDate, weekdays, except } = ruleSettings;
  return {
    is: "fields",
    of: {
      program: settingShape(program),
      startDate: settingShape(startDate),
      endDate: settingShape(endDate),
      weekdays: { is: "list", max: weekdays.max, of: { is: "number", min: 1, max: weekdays.max, whole: true } },
      nth: { ...oneOf({ is: "number", min: 1, max: 5, whole: true }, { is: "choice", of: ["L"] }), orNull: true },
      except: shapeOf(except),
    },
  };
}

function programShape(): Shape {
  const { allowDark, levelPct } = programSettings;
  const { offsetMs, levelPct: switchedPct } = switchPointSettings;
  const point = { levelPct: settingShape(switchedPct) };
  const { operation, levelPct: movedPct, holdMs } = dynamicControlSettings;
  const control: Fields = {
    ...{ startMinute: MINUTES, endMinute: MINUTES, operation: settingShape(operation) },
    ...{ levelPct: settingShape(movedPct), holdMs: settingShape(holdMs) },
  };
  const timed = tagged("at", ["time"], { minute: MINUTES, ...point });
  const bySun = tagged("at", ["sunset", "sunrise"], { offsetMs: present(settingShape(offsetMs)), ...point });
  return {
    is: "fields",
    of: {
      name: { is: "text", pattern: programs.pattern },
      allowDark: settingShape(allowDark),
      activePeriod: periodShape(),
      levelPct: settingShape(levelPct),
      switchPoints: { is: "list", max: programSettings.switchPoints.max, of: oneOf(timed, bySun) },
      dynamicControls: { is: "list", max: programSettings.dynamicControls.max, of: { is: "fields", of: control } },
    },
  };
}

function periodShape(): Shape {
  const shape = (key: keyof typeof activePeriodSettings): Shape => present(settingShape(activePeriodSettings[key]));
  const sun = { sunsetOffsetMs: shape("sunsetOffsetMs"), sunriseOffsetMs: shape("sunriseOffsetMs") };
  const cell = { onLux: shape("onLux"), offLux: shape("offLux") };
  const before = { beforeSunsetMs: shape("beforeSunsetMs"), beforeSunriseMs: shape("beforeSunriseMs") };
  return oneOf(
    tagged("type", ["Night"], {}),
    tagged("type", ["Absolute"], { startMinute: MINUTES, endMinute: MINUTES }),
    tagged("type", ["AstroClock"], sun),
    tagged("type", ["Sensor"], cell),
    tagged("type", ["AstroAndSensor"], { ...sun, ...before, ...cell }),
  );
}
