import { describe, expect, it } from "vitest";
import { talqOf, type TalqPlan } from "../../../device/contract/interop/talq.ts";
import type { Program } from "../../../device/lamp/program-settings.ts";
import type { LampSettings } from "../../../device/lamp/settings.ts";
import { calendarOf, darkBefore, level, light, minutes, NAMES, programOf } from "./plans.ts";

const plan = (program: Partial<Program>, given: Partial<LampSettings> = {}, photocell = true): TalqPlan =>
  talqOf(calendarOf([], [programOf(program)]), { ...light, ...given }, { ...NAMES, photocell });
const madeOf = (program: Partial<Program>, given: Partial<LampSettings> = {}, photocell = true) =>
  plan(program, given, photocell).programs[0];

const BOOST = {
  effect: {
    type: "FixedControlEffect",
    source: { sensor: {} },
    operation: "Max",
    holdTime: 60,
    command: { state: { name: "LevelState", value: 100 }, rampToLevelTime: 1, rampFromLevelTime: 8 },
  },
};
const at = (startTime: string, value: number) => ({ startTime, command: { state: { name: "LevelState", value } } });

describe("row 2: a program as a TALQ ControlProgram", () => {
  it("whole, in the names of the data model", () => {
    const program = programOf({
      activePeriod: {
        type: "AstroAndSensor",
        sunsetOffsetMs: minutes(-10),
        sunriseOffsetMs: minutes(15),
        beforeSunsetMs: minutes(45),
        beforeSunriseMs: minutes(30),
        onLux: light.night.cellOnLux,
        offLux: light.night.cellOffLux,
      },
      levelPct: level(80),
      switchPoints: [
        { at: "time", minute: 23 * 60, levelPct: level(50) },
        { at: "time", minute: 30, levelPct: level(20) },
        { at: "time", minute: 5 * 60 + 5, levelPct: level(80) },
      ],
      dynamicControls: [
        { startMinute: 23 * 60, endMinute: 5 * 60, operation: "Add", levelPct: level(30), holdMs: minutes(1.5) },
        { startMinute: 0, endMinute: 0, operation: "Max", levelPct: level(100), holdMs: minutes(2) },
      ],
    });
    const { programs, differences, dayOffset } = talqOf(calendarOf([], [program]), light, NAMES);
    expect(programs).toEqual([
      {
        type: "ControlProgramOne",
        id: "park",
        ownerCMS: "cms-1",
        activePeriods: [
          {
            name: "AstroAndSensorActivePeriod",
            sensor: {},
            sunsetOffset: -10,
            sunriseOffset: 15,
            pcActiveBeforeSunset: 45,
            pcActiveBeforeSunrise: 30,
            onLevel: 35,
            offLevel: 55,
          },
        ],
        fixedTimeControls: [at("00:30:00", 20), at("05:05:00", 80), at("12:00:00", 80), at("23:00:00", 50)],
        dynamicControls: [
          {
            period: { startTime: "23:00:00", endTime: "05:00:00" },
            effect: {
              type: "FixedControlEffect",
              source: { sensor: {} },
              operation: "Add",
              holdTime: 90,
              command: { state: { name: "LevelState", value: 30 }, rampToLevelTime: 1, rampFromLevelTime: 8 },
            },
          },
          { effect: { ...BOOST.effect, holdTime: 120 } },
        ],
      },
    ]);
    expect(differences).toEqual([]);
    expect(dayOffset).toBe(12);
  });

  it.each<[Program["activePeriod"], unknown]>([
    [
      { type: "Absolute", startMinute: 22 * 60 + 5, endMinute: 6 * 60 },
      { name: "AbsoluteActivePeriod", startTime: "22:05:00", endTime: "06:00:00" },
    ],
    [
      { type: "AstroClock", sunsetOffsetMs: minutes(10), sunriseOffsetMs: minutes(-5) },
      { name: "AstroClockActivePeriod", sunsetOffset: 10, sunriseOffset: -5 },
    ],
    [
      { type: "Sensor", onLux: light.night.cellOnLux, offLux: light.night.cellOffLux },
      { name: "SensorActivePeriod", sensor: {}, onLevel: 35, offLevel: 55 },
    ],
  ])("%o", (activePeriod, made) => {
    expect(madeOf({ activePeriod })?.activePeriods).toEqual([made]);
  });

  it("motion alone gives the boost all night, and never takes light away", () => {
    expect(madeOf({})?.dynamicControls).toEqual([BOOST]);
  });

  it.each([
    ["at the floor", { allowDark: false }, 10],
    ["dark where it may be", { allowDark: true }, 0],
  ])("a gap before the first point is %s", (_what, given, value) => {
    const point = { at: "time", minute: 60, levelPct: level(40) } as const;
    expect(madeOf({ levelPct: null, switchPoints: [point], ...given })?.fixedTimeControls).toEqual([
      at("01:00:00", 40),
      at("12:00:00", value),
    ]);
  });

  it("a point at noon takes the place of the first level", () => {
    const point = { at: "time", minute: 720, levelPct: level(40) } as const;
    expect(madeOf({ switchPoints: [point] })?.fixedTimeControls).toEqual([at("12:00:00", 40)]);
  });

  it("points by the sun are astroClockTimeControls, and it says what TALQ does otherwise", () => {
    const { programs, differences } = plan({
      switchPoints: [
        { at: "sunset", offsetMs: minutes(90), levelPct: level(50) },
        { at: "sunrise", offsetMs: minutes(-60), levelPct: level(80) },
      ],
    });
    const command = (value: number) => ({ state: { name: "LevelState", value } });
    expect(programs[0]?.astroClockTimeControls).toEqual([
      { offset: 90, solarEventType: "sunset", operation: "Set", command: command(50) },
      { offset: -60, solarEventType: "sunrise", operation: "Set", command: command(80) },
    ]);
    expect(differences).toEqual([expect.stringContaining("the points take turns")]);
  });
});

describe("vector 7.4, the window of GXF: sunset, 15 min before it to 30 min after", () => {
  const night = { ...light.night, ...darkBefore(15, 30) };

  it("ends at an offset of 30 min, and the photocell counts for the 45 min before", () => {
    expect(madeOf({}, { night })?.activePeriods).toEqual([
      {
        name: "AstroAndSensorActivePeriod",
        sensor: {},
        sunsetOffset: 30,
        sunriseOffset: 30,
        pcActiveBeforeSunset: 45,
        pcActiveBeforeSunrise: 45,
        onLevel: 35,
        offLevel: 55,
      },
    ]);
  });

  it("is the sun's alone on a post without a photocell", () => {
    const shifted = { ...night, duskOffsetMs: minutes(-10), dawnOffsetMs: minutes(5) };
    expect(madeOf({}, { night: shifted }, false)?.activePeriods).toEqual([
      { name: "AstroClockActivePeriod", sunsetOffset: -10, sunriseOffset: 5 },
    ]);
  });
});

describe("where TALQ cannot say what the post does, a sentence does", () => {
  const absolute = { type: "Absolute", startMinute: 1_320, endMinute: 300 } as const;
  const civil: LampSettings["night"] = { ...light.night, sunBelowDeg: -6 as LampSettings["night"]["sunBelowDeg"] };

  it.each<[said: string | null, program: Partial<Program>, given?: Partial<LampSettings>]>([
    [null, {}],
    ["program park: the post's night is the sun below -6 deg", {}, { night: civil }],
    [null, { activePeriod: absolute, allowDark: true }],
    ["program park: outside of its period the post keeps its floor of 10 %", { activePeriod: absolute }],
    [
      "offsets are rounded",
      { activePeriod: { type: "AstroClock", sunsetOffsetMs: minutes(0.5), sunriseOffsetMs: minutes(0) } },
    ],
    ["offsets are rounded", {}, { night: { ...light.night, windowAfterMs: minutes(0.25) } }],
    ["levels are rounded", { levelPct: level(33.3) }],
  ])("%s", (said, program, given) => {
    const { differences } = plan(program, given);
    expect(differences).toEqual(said === null ? [] : [expect.stringContaining(said)]);
  });
});
