import type {
  ActivePeriod,
  CalendarRule,
  CalendarSettings,
  DynamicControl,
  Program,
} from "../../device/lamp/program-settings.ts";
import type { NightSettings } from "../../device/lamp/settings.ts";
import { dateOf, firstShown, sunEvent } from "./oracle-face.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const NOON = 720;

/** One night of a calendar. `program` null: the post's own `base`. `night`: what a night is while it lasts. */
export type ProgramNight = {
  readonly zone: string;
  readonly day: number;
  readonly from: number;
  readonly to: number;
  readonly program: Program | null;
  readonly night: NightSettings;
};
export type Effect = Pick<DynamicControl, "operation" | "levelPct" | "holdMs">;

const nights = new WeakMap<CalendarSettings, WeakMap<NightSettings, Map<number, ProgramNight>>>();

/** The night that a moment of wall time is in. */
export function programNight(calendar: CalendarSettings, own: NightSettings, wall: number): ProgramNight {
  const today = Math.floor(wall / DAY);
  for (const day of [today - 2, today - 1, today, today + 1]) {
    const night = nightFrom(calendar, own, day);
    if (wall >= night.from && wall < night.to) return night;
  }
  throw new RangeError(`${wall} is in no night of ${calendar.zone}`);
}

function nightFrom(calendar: CalendarSettings, own: NightSettings, day: number): ProgramNight {
  const byPlace = nights.get(calendar) ?? new WeakMap<NightSettings, Map<number, ProgramNight>>();
  nights.set(calendar, byPlace);
  const byDay = byPlace.get(own) ?? new Map<number, ProgramNight>();
  byPlace.set(own, byDay);
  const known = byDay.get(day);
  if (known !== undefined) return known;
  const { zone, rules, programs, defaultProgram } = calendar;
  const name = rules.find((rule) => holds(rule, day))?.program ?? defaultProgram;
  const program = programs.find((each) => each.name === name) ?? null;
  const [from, to] = [firstShown(zone, day, NOON), firstShown(zone, day + 1, NOON)];
  const night = program === null ? own : nightBy(program.activePeriod, own);
  const made = { zone, day, from, to, program, night };
  byDay.set(day, made);
  return made;
}

function holds({ startDate, endDate, weekdays, nth, except }: CalendarRule, day: number): boolean {
  const weekday = (other: number): number => new Date(other * DAY).getUTCDay() || 7;
  const month = dateOf(day).slice(0, 7);
  const alike = [...Array(63).keys()]
    .map((index) => day - 31 + index)
    .filter((other) => dateOf(other).startsWith(month) && weekday(other) === weekday(day));
  const isNth = nth === null || (nth === "L" ? alike.at(-1) === day : alike.indexOf(day) === nth - 1);
  const isDay = weekdays.length === 0 || weekdays.includes(weekday(day));
  return isDay && isNth && between(startDate, endDate, day) && !except.some((date) => between(date, date, day));
}

/** As the dates are written, both with a year or both without. */
function between(start: string, end: string, day: number): boolean {
  const written = (text: string): string => (text.startsWith("--") ? `--${dateOf(day).slice(5)}` : dateOf(day));
  const [since, until] = [start <= written(start), written(end) <= end];
  return start <= end ? since && until : since || until;
}

/** A photocell alone has the longest window that may be set. */
const CELL_ALONE_MS = (180 * MINUTE) as NightSettings["windowBeforeMs"];
const NONE = 0 as NightSettings["windowBeforeMs"];

function nightBy(period: ActivePeriod, own: NightSettings): NightSettings {
  if (period.type === "Night" || period.type === "Absolute") return own;
  const lux = "onLux" in period ? { cellOnLux: period.onLux, cellOffLux: period.offLux } : {};
  if (period.type === "Sensor") return { ...own, ...lux, windowBeforeMs: CELL_ALONE_MS, windowAfterMs: CELL_ALONE_MS };
  const has = period.type === "AstroAndSensor";
  return {
    ...{ ...own, ...lux, sunBelowDeg: -0.833 as NightSettings["sunBelowDeg"] },
    ...{ duskOffsetMs: period.sunsetOffsetMs, dawnOffsetMs: period.sunriseOffsetMs },
    ...{ windowBeforeMs: has ? period.beforeSunsetMs : NONE, windowAfterMs: NONE },
    dawnWindow: { beforeMs: has ? period.beforeSunriseMs : NONE, afterMs: NONE },
    ...(has ? { cellInWindowAlone: true } : {}),
  };
}

/** Every level that the program may give now, null for a gap: a minute is how near the project promises to follow the sun. */
export function programLevels(tonight: ProgramNight, program: Program, wall: number): readonly (number | null)[] {
  const { activePeriod: period } = program;
  if (period.type === "Absolute" && !isWithin(tonight, period, wall)) return [0];
  // So much off, a sun's switch comes in this very moment: between two others it may have, and then it is the last.
  const justNow = program.switchPoints.flatMap((point) => {
    const event = sunMoment(tonight, point);
    return event === null || Math.abs(wall - event) > MINUTE ? [] : [wall - event];
  });
  return [-MINUTE, 0, MINUTE, ...justNow].map((off) => lastSwitch(tonight, program, wall, off));
}

/** When a switch point that goes by the sun is due; null: it goes by the clock, or that sun does not come. */
function sunMoment({ zone, day, night }: ProgramNight, point: Program["switchPoints"][number]): number | null {
  if (point.at === "time") return null;
  const event = point.at === "sunset" ? sunEvent(zone, day, 1, night) : sunEvent(zone, day + 1, -1, night);
  return event === null ? null : event + point.offsetMs;
}

/** Of all switches that have come, the one that came last; of two at once the later one in the file. */
function lastSwitch(tonight: ProgramNight, program: Program, wall: number, off: number): number | null {
  const { to } = tonight;
  let [level, latest]: [number | null, number] = [program.levelPct, Number.NEGATIVE_INFINITY];
  for (const point of program.switchPoints) {
    const event = point.at === "time" ? momentOf(tonight, point.minute) : sunMoment(tonight, point);
    if (event === null) continue;
    const at = point.at === "time" ? event : event + off;
    if (at <= wall && at < to && at >= latest) [level, latest] = [point.levelPct, at];
  }
  return level;
}

/** What motion does now; null: nothing. `boost`: what it does where no program says anything of it. */
export function effectOf(tonight: ProgramNight, program: Program, boost: Effect, wall: number): Effect | null {
  if (program.dynamicControls.length === 0) return boost;
  return program.dynamicControls.find((control) => isWithin(tonight, control, wall)) ?? null;
}

const momentOf = ({ zone, day }: ProgramNight, minute: number): number =>
  firstShown(zone, minute >= NOON ? day : day + 1, minute);

type Period = { readonly startMinute: number; readonly endMinute: number };

/** Equal times are the whole day; one that begins after it ends, in a night from noon to noon, goes over noon. */
function isWithin(tonight: ProgramNight, { startMinute, endMinute }: Period, wall: number): boolean {
  if (startMinute === endMinute) return true;
  const [hasBegun, isOver] = [wall >= momentOf(tonight, startMinute), wall >= momentOf(tonight, endMinute)];
  const afterNoon = (minute: number): number => (minute + NOON) % (2 * NOON);
  return afterNoon(startMinute) < afterNoon(endMinute) ? hasBegun && !isOver : hasBegun || !isOver;
}
