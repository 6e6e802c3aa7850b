import { inTheirs, type Counterpart } from "./counterpart.ts";
import { counterpartOf } from "./names.ts";
import type { PlannedLight, PlannedMotion, PlannedPeriod, PlannedProgram } from "./planned-light.ts";
import type { TalqActivePeriod, TalqAstroTime, TalqCommand, TalqDynamic, TalqFixedTime } from "./talq-words.ts";
import type { TalqProgram } from "./talq-words.ts";

/** Our night begins at noon. */
export const NOON_MINUTE = 720;
/** Where TALQ's sunset and sunrise stand: the upper edge on the horizon, refraction included. */
export const SUNSET_DEG = -0.833;

const by = (ours: string): Counterpart => counterpartOf(ours, "talq");
const OFFSET = by("lamp.night.duskOffset");
const HOLD = by("lamp.hold");
const LEVEL = by("lamp.programs.NAME.level");

/** One program of ours as a TALQ ControlProgram. `photocell`: the post has one. */
export function talqProgramOf(
  program: PlannedProgram,
  light: PlannedLight,
  { ownerCMS, photocell }: { readonly ownerCMS: string; readonly photocell: boolean },
): TalqProgram {
  const astro = astroTimes(program);
  return {
    type: "ControlProgramOne",
    id: program.name,
    ownerCMS,
    activePeriods: [activePeriod(program.activePeriod, light, photocell)],
    fixedTimeControls: fixedTimes(program, light),
    ...(astro.length === 0 ? {} : { astroClockTimeControls: astro }),
    dynamicControls: dynamics(program, light),
  };
}

function activePeriod(period: PlannedPeriod, light: PlannedLight, photocell: boolean): TalqActivePeriod {
  switch (period.type) {
    case "Night":
      return photocell ? nightByCell(light) : nightBySun(light);
    case "Absolute":
      return {
        name: "AbsoluteActivePeriod",
        startTime: clock(period.startMinute),
        endTime: clock(period.endMinute),
      };
    case "AstroClock":
      return { name: "AstroClockActivePeriod", ...offsets(period.sunsetOffsetMs, period.sunriseOffsetMs) };
    case "Sensor":
      return { name: "SensorActivePeriod", sensor: {}, onLevel: period.onLux, offLevel: period.offLux };
    case "AstroAndSensor":
      return {
        name: "AstroAndSensorActivePeriod",
        sensor: {},
        ...offsets(period.sunsetOffsetMs, period.sunriseOffsetMs),
        pcActiveBeforeSunset: inTheirs(OFFSET, period.beforeSunsetMs),
        pcActiveBeforeSunrise: inTheirs(OFFSET, period.beforeSunriseMs),
        onLevel: period.onLux,
        offLevel: period.offLux,
      };
  }
}

const nightBySun = ({ night }: PlannedLight): TalqActivePeriod => ({
  name: "AstroClockActivePeriod",
  ...offsets(night.duskOffsetMs, night.dawnOffsetMs),
});

/** Our window lies around the crossing; TALQ's ends at the offset sunset, so the offsets move to its end. */
function nightByCell({ night }: PlannedLight): TalqActivePeriod {
  const windowMin = inTheirs(OFFSET, night.windowBeforeMs + night.windowAfterMs);
  return {
    name: "AstroAndSensorActivePeriod",
    sensor: {},
    ...offsets(night.duskOffsetMs + night.windowAfterMs, night.dawnOffsetMs + night.windowAfterMs),
    pcActiveBeforeSunset: windowMin,
    pcActiveBeforeSunrise: windowMin,
    onLevel: night.cellOnLux,
    offLevel: night.cellOffLux,
  };
}

/** Ascending by the clock and each time once, as TALQ asks; the level before the first point stands at noon. */
function fixedTimes({ levelPct, switchPoints, allowDark }: PlannedProgram, light: PlannedLight): TalqFixedTime[] {
  const gapPct = allowDark ? 0 : light.floorPct;
  const byMinute = new Map([[NOON_MINUTE, levelPct ?? gapPct]]);
  for (const point of switchPoints) if (point.at === "time") byMinute.set(point.minute, point.levelPct);
  return [...byMinute]
    .toSorted(([one], [other]) => one - other)
    .map(([minute, pct]) => ({ startTime: clock(minute), command: command(pct) }));
}

const astroTimes = ({ switchPoints }: PlannedProgram): readonly TalqAstroTime[] =>
  switchPoints.flatMap((point) =>
    point.at === "time"
      ? []
      : [
          {
            offset: inTheirs(OFFSET, point.offsetMs),
            solarEventType: point.at,
            operation: "Set",
            command: command(point.levelPct),
          } as const,
        ],
  );

/** Without controls of its own, motion gives the boost all night; it never takes light away, hence `Max`. */
function dynamics({ dynamicControls }: PlannedProgram, light: PlannedLight): readonly TalqDynamic[] {
  const { boostPct, holdMs } = light;
  const whole = { startMinute: 0, endMinute: 0, operation: "Max", levelPct: boostPct, holdMs } as const;
  return (dynamicControls.length === 0 ? [whole] : dynamicControls).map((motion) => dynamic(motion, light));
}

function dynamic({ startMinute, endMinute, operation, levelPct, holdMs }: PlannedMotion, light: PlannedLight) {
  const period = { startTime: clock(startMinute), endTime: clock(endMinute) };
  return {
    ...(startMinute === endMinute ? {} : { period }),
    effect: {
      type: "FixedControlEffect",
      source: { sensor: {} },
      operation,
      holdTime: inTheirs(HOLD, holdMs),
      command: {
        ...command(levelPct),
        rampToLevelTime: inTheirs(by("lamp.rampUp"), light.rampUpMs),
        rampFromLevelTime: inTheirs(by("lamp.rampDown"), light.rampDownMs),
      },
    },
  } as const;
}

const command = (levelPct: number): TalqCommand => ({
  state: { name: "LevelState", value: inTheirs(LEVEL, levelPct) },
});

const offsets = (sunsetOffsetMs: number, sunriseOffsetMs: number) => ({
  sunsetOffset: inTheirs(OFFSET, sunsetOffsetMs),
  sunriseOffset: inTheirs(OFFSET, sunriseOffsetMs),
});

/** `hh:mm:ss`, local time including daylight saving time. */
const clock = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60, 0].map((part) => String(part).padStart(2, "0")).join(":");
