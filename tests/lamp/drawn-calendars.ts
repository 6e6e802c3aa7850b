import type {
  ActivePeriod,
  CalendarRule,
  CalendarSettings,
  DynamicControl,
  Program,
  SwitchPoint,
} from "../../device/lamp/program-settings.ts";
import { lux, percent } from "../../device/measure/units.ts";
import { minutes, seconds } from "../../device/measure/time.ts";
import { Dice } from "./dice.ts";
import { calendar, program, rule } from "./program/calendars.ts";

/** One with daylight saving in each half of the world, one whose clock goes half an hour on, and some without. */
const ZONES = ["Europe/Stockholm", "Pacific/Auckland", "America/Guayaquil", "Australia/Lord_Howe", "Asia/Kathmandu"];
/** Noon and midnight, times that daylight saving skips or repeats, and others. */
const TIMES = [
  720, 0, 150, 150, 125, 165, 180, 119, 135, 719, 721, 990, 1_080, 1_260, 1_380, 30, 240, 300, 345, 420, 1_439,
];
const LEVELS = [0, 5, 10, 20, 30, 45, 50, 70, 100];
const SPANS: readonly Partial<CalendarRule>[] = [
  ...[{}, { startDate: "--06-20", endDate: "--06-21" }, { startDate: "--12-21", endDate: "--01-06" }],
  ...[
    { startDate: "2026-09-22", endDate: "2026-10-25" },
    { startDate: "--03-28", endDate: "--03-29" },
  ],
  ...[{ weekdays: [6, 7] }, { weekdays: [1, 2, 3, 4] }, { weekdays: [7], nth: "L" }, { weekdays: [6], nth: 4 }],
  ...[{ except: ["--12-21", "2026-06-21"] }, { weekdays: [5, 6, 7], except: ["2026-03-28"] }, { nth: 3 }],
] as const;
const OPERATIONS = ["Set", "Max", "Min", "Add", "Sub", "Mul"] as const;

/** Calendars as a city would hardly write them. */
export const DRAWN_CALENDARS: readonly CalendarSettings[] = Array.from({ length: 60 }, (_, seed) => drawn(seed));

function drawn(seed: number): CalendarSettings {
  const dice = new Dice(seed);
  const names = ["p0", "p1", "p2", "p3"];
  const rules = some(dice, 4, () => rule(pick(dice, names), pick(dice, SPANS)));
  return calendar(
    names.map((name) => drawnProgram(name, dice)),
    rules,
    { zone: pick(dice, ZONES), defaultProgram: dice.chance(0.2) ? null : "p0" },
  );
}

function drawnProgram(name: string, dice: Dice): Program {
  return program(name, {
    allowDark: dice.chance(0.3),
    activePeriod: drawnPeriod(dice),
    levelPct: dice.chance(0.3) ? null : percent(pick(dice, LEVELS)),
    switchPoints: drawnPoints(dice),
    dynamicControls: some(dice, 3, () => drawnControl(dice)),
  });
}

function drawnPeriod(dice: Dice): ActivePeriod {
  const offset = () => minutes(Math.round(dice.between(-60, 90)));
  const cell = dice.chance(0.5) ? { onLux: lux(20), offLux: lux(40) } : { onLux: lux(40), offLux: lux(600) };
  const astro = { sunsetOffsetMs: offset(), sunriseOffsetMs: offset() };
  const before = { beforeSunsetMs: minutes(30), beforeSunriseMs: minutes(90) };
  switch (Math.floor(dice.between(0, 6))) {
    case 0:
      return { type: "Absolute", startMinute: pick(dice, TIMES), endMinute: pick(dice, TIMES) };
    case 1:
      return { type: "AstroClock", ...astro };
    case 2:
      return { type: "Sensor", ...cell };
    case 3:
      return { type: "AstroAndSensor", ...astro, ...before, ...cell };
    default:
      return { type: "Night" };
  }
}

/** A calendar in which two points have the same time is refused before a lamp follows it. */
function drawnPoints(dice: Dice): readonly SwitchPoint[] {
  const points = some(dice, 6, (): SwitchPoint => {
    const levelPct = percent(pick(dice, LEVELS));
    if (dice.chance(0.6)) return { at: "time", minute: pick(dice, TIMES), levelPct };
    // A config has no -0: what it says is rounded as this is.
    const offsetMs = minutes(Math.round(dice.between(-180, 180)) + 0);
    return { at: dice.chance(0.5) ? "sunset" : "sunrise", offsetMs, levelPct };
  });
  const time = (point: SwitchPoint): string => JSON.stringify({ ...point, levelPct: 0 });
  return points.filter((point, index) => points.findIndex((other) => time(other) === time(point)) === index);
}

function drawnControl(dice: Dice): DynamicControl {
  return {
    startMinute: pick(dice, TIMES),
    endMinute: dice.chance(0.3) ? 720 : pick(dice, TIMES),
    operation: pick(dice, OPERATIONS),
    levelPct: percent(pick(dice, LEVELS)),
    holdMs: seconds(pick(dice, [5, 60, 90, 1_200])),
  };
}

function some<T>(dice: Dice, most: number, make: () => T): readonly T[] {
  return Array.from({ length: Math.floor(dice.between(0, most + 0.999)) }, make);
}

function pick<T>(dice: Dice, list: readonly T[]): T {
  const picked = list[Math.floor(dice.between(0, list.length))];
  if (picked === undefined) throw new RangeError("nothing to pick from");
  return picked;
}
