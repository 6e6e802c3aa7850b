import type { Moments } from "../../measure/moments.ts";
import type { Reading } from "../../measure/reading.ts";
import { millis, minutes, type WallClock } from "../../measure/time.ts";
import { INITIAL_CELL, isProven, nextCell, type Brightness, type Cell } from "./cell.ts";
import { deepNightDeg, nextDoubt, NO_DOUBT, type Doubt, type Sky } from "./doubt.ts";
import type { LampReadings } from "../readings.ts";
import type { NightSettings } from "../settings.ts";
import { DAY_MS, dayOf, nextSunDay, sunNow, type Sun, type SunDay } from "./sun.ts";

export type Night = "yes" | "no" | "unsure";
/**
 * What is known of the night from one cycle to the next. `sun` and `deep`, the depth in which no cell is bright, are null
 * until the clock was first trusted.
 */
export type NightWatch = {
  readonly sun: SunDay | null;
  readonly deep: SunDay | null;
  readonly cell: Cell;
  readonly doubt: Doubt;
};
/** The night now, and what the answer rests on. `sun` null: the clock is lost. `cell` null: it says nothing of use. */
export type NightNow = {
  readonly night: Night;
  readonly sun: Sun | null;
  readonly cell: Brightness | null;
};

/** A clock that runs on by itself is trusted up to this error (table 5a). */
const ERROR_MAX_MS = minutes(5);

export const INITIAL_NIGHT: NightWatch = { sun: null, deep: null, cell: INITIAL_CELL, doubt: NO_DOUBT };

export function nextNight(
  was: NightWatch,
  { clock, daylight }: LampReadings,
  settings: NightSettings,
  moments: Moments,
): { readonly watch: NightWatch; readonly now: NightNow } {
  const cell = nextCell(was.cell, daylight, settings, moments);
  const trusted = trustedClock(clock);
  const { sun: sunDay, deep, sky } = nextSky(was, trusted, settings, moments);
  const sun = sky?.sun ?? null;
  const doubt = nextDoubt(was.doubt, cell.verdict, sky, settings, moments);
  const says = doubt.stuck === null ? cell.verdict : null;
  const heard = sun?.phase === "day" && settings.cellInWindowAlone === true ? null : says;
  const night = nightBy(sun, heard, heard === "bright" && isProven(cell, moments));
  const same = sunDay === was.sun && deep === was.deep && cell === was.cell && doubt === was.doubt;
  return { watch: same ? was : { sun: sunDay, deep, cell, doubt }, now: { night, sun, cell: heard } };
}

type Skies = Pick<NightWatch, "sun" | "deep"> & { readonly sky: Sky | null };

function nextSky(was: NightWatch, clock: WallClock | null, settings: NightSettings, moments: Moments): Skies {
  if (clock === null) return { sun: was.sun, deep: was.deep, sky: null };
  const depth = depthOf(settings);
  const sunDay = nextSunDay(was.sun, clock, settings, moments);
  const deep = nextSunDay(was.deep, clock, depth, moments);
  const sun = sunNow(sunDay, clock, settings, moments);
  return { sun: sunDay, deep, sky: { sun, isDeep: sunNow(deep, clock, depth, moments).down, clock } };
}

/** Kept by its settings, because it is asked in every cycle. */
const depths = new WeakMap<NightSettings, NightSettings>();
function depthOf(settings: NightSettings): NightSettings {
  const known = depths.get(settings);
  if (known !== undefined) return known;
  const depth = { ...settings, ...BY_SUN_ALONE, sunBelowDeg: deepNightDeg(settings.cellOffLux) };
  depths.set(settings, depth);
  return depth;
}

/** No offset, no window. */
export const BY_SUN_ALONE = {
  duskOffsetMs: millis(0),
  dawnOffsetMs: millis(0),
  windowBeforeMs: millis(0),
  windowAfterMs: millis(0),
  dawnWindow: { beforeMs: millis(0), afterMs: millis(0) },
} as const;

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
