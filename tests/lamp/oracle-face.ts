import type { NightSettings } from "../../device/lamp/settings.ts";
import { almanacElevationDeg } from "./oracle-sun.ts";

const MINUTE = 60_000;
const DAY_MINUTES = 1_440;
/** No zone is further from UTC. */
const FURTHEST = 15 * 60;
const SUNSET_DEG = -0.833;

const faces = new Map<string, Intl.DateTimeFormat>();
const moments = new Map<string, number>();

/** What calendar and clock on a wall of the zone show at a minute of UTC since 1970: `2026-10-25 02:30`. */
function face(zone: string, minute: number): string {
  const known = faces.get(zone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone: zone, ...SHORT });
  faces.set(zone, known);
  return known.format(minute * MINUTE);
}
const SHORT = { dateStyle: "short", timeStyle: "short" } as const;

/** `2026-10-25`, of a day since 1970. */
export const dateOf = (day: number): string => new Date(day * DAY_MINUTES * MINUTE).toISOString().slice(0, 10);

/**
 * When the wall of the zone first shows that time or a later one: so a time that spring skips is when it is skipped, and
 * one that autumn repeats is its first pass. Found by looking at every minute.
 */
export function firstShown(zone: string, day: number, minute: number): number {
  const key = `${zone} ${day} ${minute}`;
  const known = moments.get(key);
  if (known !== undefined) return known;
  const time = new Date(minute * MINUTE).toISOString().slice(11, 16);
  const wanted = `${dateOf(day)} ${time}`;
  let at = day * DAY_MINUTES + minute - FURTHEST;
  while (face(zone, at) < wanted) at += 1;
  moments.set(key, at * MINUTE);
  return at * MINUTE;
}

const events = new Map<string, number | null>();

/** Sunset (`way` 1) or sunrise (-1) of the solar day whose noon is nearest to that of the local day; null: there is none. */
export function sunEvent(zone: string, day: number, way: 1 | -1, place: NightSettings): number | null {
  const key = `${zone} ${day} ${way} ${place.latitudeDeg} ${place.longitudeDeg}`;
  const known = events.get(key);
  if (known !== undefined) return known;
  const noon = nearestNoon(firstShown(zone, day, DAY_MINUTES / 2) / MINUTE, place);
  const isUp = (minute: number): boolean => almanacElevationDeg(minute * MINUTE, place) >= SUNSET_DEG;
  let at: number | null = null;
  for (let step = 0; step < DAY_MINUTES / 2 && at === null; step += 1) {
    const minute = noon + way * step;
    if (isUp(minute) && !isUp(minute + way)) at = (minute + way / 2) * MINUTE;
  }
  events.set(key, at);
  return at;
}

/** The mean sun's, in minutes. */
function nearestNoon(localNoon: number, { longitudeDeg }: NightSettings): number {
  const past = DAY_MINUTES / 2 - (longitudeDeg / 360) * DAY_MINUTES;
  return Math.round((localNoon - past) / DAY_MINUTES) * DAY_MINUTES + past;
}
