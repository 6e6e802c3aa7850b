import type { Moments } from "../../measure/moments.ts";
import type { Reading } from "../../measure/reading.ts";
import { minutes, type WallClock } from "../../measure/time.ts";
import { INITIAL_CELL, isProven, nextCell, type Brightness, type Cell } from "./cell.ts";
import { nextDoubt, NO_DOUBT, type Doubt } from "./doubt.ts";
import type { LampReadings } from "../readings.ts";
import type { NightSettings } from "../settings.ts";
import { DAY_MS, dayOf, nextSunDay, sunNow, type Sun, type SunDay } from "./sun.ts";

export type Night = "yes" | "no" | "unsure";
/** What is known of the night from one cycle to the next. `sun` is null until the clock was first trusted. */
export type NightWatch = { readonly sun: SunDay | null; readonly cell: Cell; readonly doubt: Doubt };
/** The night now, and what the answer rests on. `sun` null: the clock is lost. `cell` null: it says nothing of use. */
export type NightNow = {
  readonly night: Night;
  readonly sun: Sun | null;
  readonly cell: Brightness | null;
};

/** A clock that runs on by itself is trusted up to this error (table 5a). */
const ERROR_MAX_MS = minutes(5);

export const INITIAL_NIGHT: NightWatch = { sun: null, cell: INITIAL_CELL, doubt: NO_DOUBT };

export function nextNight(
  was: NightWatch,
  { clock, daylight }: LampReadings,
  settings: NightSettings,
  moments: Moments,
): { readonly watch: NightWatch; readonly now: NightNow } {
  const cell = nextCell(was.cell, daylight, settings, moments);
  const trusted = trustedClock(clock);
  const sunDay = trusted === null ? was.sun : nextSunDay(was.sun, trusted, settings, moments);
  const sun = trusted === null || sunDay === null ? null : sunNow(sunDay, trusted, settings, moments);
  const sky = trusted === null || sun === null ? null : { sun, clock: trusted };
  const doubt = nextDoubt(was.doubt, cell.verdict, sky, settings, moments);
  const says = doubt.stuck === null ? cell.verdict : null;
  const heard = sun?.phase === "day" && settings.cellInWindowAlone === true ? null : says;
  const night = nightBy(sun, heard, heard === "bright" && isProven(cell, moments));
  const same = sunDay === was.sun && cell === was.cell && doubt === was.doubt;
  return { watch: same ? was : { sun: sunDay, cell, doubt }, now: { night, sun, cell: heard } };
}

/** The first table of 5a. */
export function nightBy(sun: Sun | null, cell: Brightness | null, brightProven: boolean): Night {
  if (sun === null) return cell === "dark" ? "yes" : brightProven ? "no" : "unsure";
  switch (sun.phase) {
    case "night":
      return "yes";
    case "window":
      return (cell ?? (sun.down ? "dark" : "bright")) === "dark" ? "yes" : "no";
    case "day":
      return cell === "dark" ? "yes" : "no";
  }
}

/** The nights since 1970, each from noon to noon by the sun. */
export const nightNumber = (clock: WallClock, { longitudeDeg }: NightSettings, moments: Moments): number =>
  dayOf(clock, (longitudeDeg / 360 - 0.5) * DAY_MS, moments);

/** The wall clock where its time may decide about light; null: it is lost. */
export function trustedClock(clock: Reading<WallClock>): WallClock | null {
  if (!clock.ok) return null;
  const { quality, errorMs } = clock.value;
  const good = quality === "sync" || quality === "rtc" || (quality === "estimated" && errorMs <= ERROR_MAX_MS);
  return good ? clock.value : null;
}
