import { epochMs, type EpochMs } from "./time.ts";
import type { Quantity } from "./units.ts";

/** A day of a zone's calendar, counted from 1970-01-01 there. It says nothing of when that day begins. */
export type LocalDay = Quantity<"local days since 1970">;
/** `minute` counts from midnight on the clock face, 0 to 1,439. */
export type LocalTime = { readonly day: LocalDay; readonly minute: number };

export const DAY_MINUTES = 1_440;
export const NOON_MINUTE = 720;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;

export function localDay(value: number): LocalDay {
  if (!Number.isSafeInteger(value)) throw new RangeError(`localDay: ${value} is not a whole number`);
  return value as LocalDay;
}

/** Whether this names a zone of the IANA list, such as `Europe/Stockholm`; a bare offset such as `+01:00` does not. */
export function isZone(zone: string): boolean {
  try {
    formatterOf(zone);
    return /^[A-Za-z]/.test(zone);
  } catch (cause) {
    if (cause instanceof RangeError) return false;
    throw cause;
  }
}

/** What calendar and clock on the wall say in a zone. */
export function localTime(zone: string, wall: EpochMs): LocalTime {
  const face = wall + offsetMs(zone, wall);
  const day = Math.floor(face / DAY_MS);
  return { day: localDay(day), minute: Math.floor((face - day * DAY_MS) / MINUTE_MS) };
}

/**
 * When a clock on the wall says so. A time that daylight saving skips is the moment at which it is skipped, so 02:30 is
 * 03:00 on that night; a time that comes twice is the first of them.
 */
export function epochOf(zone: string, { day, minute }: LocalTime): EpochMs {
  const face = day * DAY_MS + minute * MINUTE_MS;
  const [before, after] = offsetsAround(zone, face);
  const passes = passesOf(zone, face, before, after);
  return epochMs(passes[0] ?? changeBetween(zone, face - DAY_MS, face + DAY_MS));
}

export const noonOf = (zone: string, day: LocalDay): EpochMs => epochOf(zone, { day, minute: NOON_MINUTE });

/** The day at whose noon the night of this moment began; a night lasts from noon to noon. */
export function nightOf(zone: string, wall: EpochMs): LocalDay {
  const { day, minute } = localTime(zone, wall);
  return minute >= NOON_MINUTE ? day : localDay(day - 1);
}

/** Whether a clock on the wall shows this time on that day never, once or twice. */
export function timesShown(zone: string, { day, minute }: LocalTime): number {
  const face = day * DAY_MS + minute * MINUTE_MS;
  const [before, after] = offsetsAround(zone, face);
  return passesOf(zone, face, before, after).length;
}

/** `2026-03-29`. */
export const dayText = (day: LocalDay): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** The other way round; null where no such day is. */
export function dayOfText(text: string): LocalDay | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(at)) return null;
  const day = localDay(at / DAY_MS);
  return dayText(day) === text ? day : null;
}

/** `18:05`, of a minute of the day. */
export const minuteText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** Minutes from noon to a time of the local day, 0 to 1,439: the order of times within a night. */
export const sinceNoon = (minute: number): number => (minute + NOON_MINUTE) % DAY_MINUTES;

/** How far a zone is ahead of UTC a day before and after; no zone is further from UTC than 14 h. */
const offsetsAround = (zone: string, face: number): readonly [number, number] => [
  offsetMs(zone, face - DAY_MS),
  offsetMs(zone, face + DAY_MS),
];

function passesOf(zone: string, face: number, before: number, after: number): readonly number[] {
  const [first, second] = [face - before, face - after];
  if (before === after) return [first];
  const shown = [first, second].filter((at, index) => offsetMs(zone, at) === (index === 0 ? before : after));
  return shown.sort((a, b) => a - b);
}

/** The first moment with the offset of `to`. A change falls on a whole second. */
function changeBetween(zone: string, from: number, to: number): number {
  const before = offsetMs(zone, from);
  let [low, high] = [from / SECOND_MS, to / SECOND_MS];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(zone, middle * SECOND_MS) === before) low = middle;
    else high = middle;
  }
  return high * SECOND_MS;
}

function offsetMs(zone: string, wall: number): number {
  const whole = Math.floor(wall / SECOND_MS) * SECOND_MS;
  const part = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of formatterOf(zone).formatToParts(whole)) {
    if (type in part) part[type as keyof typeof part] = Number(value);
  }
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - whole;
}

/** Making one takes a thousand times as long as using it. There are no more than the zones of the world. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const formatter = new Intl.DateTimeFormat("en-GB-u-ca-gregory-nu-latn", {
    timeZone: zone,
    hourCycle: "h23",
    ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" },
  });
  formatters.set(zone, formatter);
  return formatter;
}
