import type { Report } from "../../measure/decision.ts";
import type { Moments } from "../../measure/moments.ts";
import { seconds, type Instant } from "../../measure/time.ts";
import type { Percent } from "../../measure/units.ts";
import type { LampReadings } from "../readings.ts";
import { advanced, aggregateOf, openWindow, type Window } from "./window.ts";

/** What the city will be told next: of whole windows alone, because each of these can show that someone passed. */
export type Told = { readonly level: Window; readonly power: Window; readonly daylight: Window };

/** Nothing about a passer-by leaves the post finer than this (`docs/city.md`). */
export const PERIOD_MS = seconds(300);

export const initialTold = (levelPct: Percent, now: Instant): Told => ({
  level: openWindow(levelPct, now),
  power: openWindow(null, now),
  daylight: openWindow(null, now),
});

/** Takes note of what is now, and reports the window that is over. */
export function nextTold(
  was: Told,
  levelPct: Percent,
  readings: LampReadings,
  moments: Moments,
): { readonly told: Told; readonly reports: readonly Report[] } {
  const { now } = moments;
  const powerW = readings.lamp.ok ? readings.lamp.value.powerW : null;
  const daylightLux = readings.daylight.ok ? readings.daylight.value : null;
  if (!moments.passed(was.level.since, PERIOD_MS)) {
    const level = advanced(was.level, levelPct, now);
    const power = advanced(was.power, powerW, now);
    const daylight = advanced(was.daylight, daylightLux, now);
    const same = level === was.level && power === was.power && daylight === was.daylight;
    return { told: same ? was : { level, power, daylight }, reports: [] };
  }
  const told = {
    level: openWindow(levelPct, now),
    power: openWindow(powerW, now),
    daylight: openWindow(daylightLux, now),
  };
  moments.passed(now, PERIOD_MS);
  return { told, reports: reportsOf(was, now) };
}

function reportsOf({ level, power, daylight }: Told, now: Instant): readonly Report[] {
  return [
    ...mean("lamp-level", 1, "levelPct", level, now),
    ...mean("lamp-power", 2, "powerW", power, now),
    ...mean("daylight", 2, "daylightLux", daylight, now),
  ];
}

function mean(stream: string, of: Report["class"], key: string, window: Window, now: Instant): readonly Report[] {
  const aggregate = aggregateOf(window, now);
  if (aggregate === null) return [];
  return [{ kind: "sample", stream, class: of, values: { [key]: aggregate.mean }, aggregate }];
}
