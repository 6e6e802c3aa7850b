import { elevationAt, sunPhase as phaseOf } from "../sky.ts";
import { dateText } from "../../device/words/spoken.ts";

/** A day from one local midnight to the next; of 23 or 25 hours where the clocks change. */
export type LocalDay = { readonly startsAt: number; readonly endsAt: number };
/** The sun over one day: its elevation every {@link SAMPLE_EVERY_MS}, and where civil twilight begins and ends, 0 to 1. */
export type DaySky = LocalDay & {
  readonly elevationsDeg: readonly number[];
  readonly dawnAt: number | null;
  readonly duskAt: number | null;
};
export type Place = { readonly timeZone: string; readonly latitudeDeg: number; readonly longitudeDeg: number };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const SAMPLE_EVERY_MS = HOUR_MS / 4;
const CIVIL_DEG = -6;

export function daySky(wall: number, place: Place): DaySky {
  const day = localDay(wall, place.timeZone);
  const samples = Math.round((day.endsAt - day.startsAt) / SAMPLE_EVERY_MS) + 1;
  const elevationsDeg = Array.from({ length: samples }, (_, index) =>
    elevationDeg(day.startsAt + index * SAMPLE_EVERY_MS, place),
  );
  return {
    ...day,
    elevationsDeg,
    dawnAt: crossing(elevationsDeg, (before, after) => before < CIVIL_DEG && after >= CIVIL_DEG),
    duskAt: crossing(elevationsDeg, (before, after) => before >= CIVIL_DEG && after < CIVIL_DEG),
  };
}

export const elevationDeg = (wall: number, place: Place): number => elevationAt(place, Math.floor(wall / MINUTE_MS));

function crossing(
  elevationsDeg: readonly number[],
  crosses: (before: number, after: number) => boolean,
): number | null {
  for (let index = 1; index < elevationsDeg.length; index += 1) {
    const before = elevationsDeg[index - 1] ?? 0;
    const after = elevationsDeg[index] ?? 0;
    if (!crosses(before, after)) continue;
    return (index - 1 + (CIVIL_DEG - before) / (after - before)) / (elevationsDeg.length - 1);
  }
  return null;
}

export function localDay(wall: number, timeZone: string): LocalDay {
  const startsAt = midnightBefore(wall, timeZone);
  // The next midnight is 23, 24 or 25 hours on; the middle of the next day is always in it.
  return { startsAt, endsAt: midnightBefore(startsAt + 36 * HOUR_MS, timeZone) };
}

/** The same time of day so many days on; where the clocks change in between, an hour is kept, not a span. */
export function daysOn(wall: number, days: number, timeZone: string): number {
  const { startsAt } = localDay(wall, timeZone);
  const noon = startsAt + 12 * HOUR_MS + days * 24 * HOUR_MS;
  return midnightBefore(noon, timeZone) + (wall - startsAt);
}

function midnightBefore(wall: number, timeZone: string): number {
  const guess = wall - sinceMidnightMs(wall, timeZone);
  // Where the clocks changed since midnight, the first guess is off by that hour.
  const off = sinceMidnightMs(guess, timeZone);
  if (off === 0) return guess;
  return off > 12 * HOUR_MS ? guess + (24 * HOUR_MS - off) : guess - off;
}

function sinceMidnightMs(wall: number, timeZone: string): number {
  const text = dateText(wall, timeZone, "sv", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  const [hours = 0, minutes = 0, seconds = 0] = text.split(":").map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000 + (((wall % 1_000) + 1_000) % 1_000);
}

export const sunPhase = (sunDeg: number, wall: number, { startsAt }: LocalDay): ReturnType<typeof phaseOf> =>
  phaseOf(sunDeg, (wall - startsAt) / HOUR_MS);
