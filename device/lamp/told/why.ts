import type { Json, Why } from "../../measure/decision.ts";
import type { Reading } from "../../measure/reading.ts";
import { wallTime, type Instant } from "../../measure/time.ts";
import type { Percent } from "../../measure/units.ts";
import type { Level } from "../level.ts";
import { trustedClock, type NightNow } from "../night/night.ts";
import type { LampReadings } from "../readings.ts";
import type { LampSettings } from "../settings.ts";
import { elevationDeg } from "../night/sun.ts";

/** What a change of the rule in force rests on. `fromPct` is the lamp's level now, wherever it was going. */
export type Change = {
  readonly was: Level;
  readonly is: Level;
  readonly fromPct: Percent;
  readonly night: NightNow;
  readonly someoneNear: boolean;
};

export function whyChanged(change: Change, readings: LampReadings, settings: LampSettings, now: Instant): Why {
  const { is, fromPct } = change;
  const way = fromPct === is.levelPct ? `stays at ${shown(fromPct)} %` : `${shown(fromPct)} -> ${shown(is.levelPct)} %`;
  return {
    subject: "lamp",
    reason: is.reason,
    text: `${way}  ${inWords(change, readings, settings)}`,
    because: inputs(change, readings, settings, now),
  };
}

function inWords({ was, is, night }: Change, { motion, clock }: LampReadings, { holdMs }: LampSettings): string {
  switch (is.reason) {
    case "safe": {
      const clockSays = clock.ok ? clock.value.quality : clock.fault.cause;
      return `unsure of the time (${clockSays}), and it ${night.night === "yes" ? "is" : "may be"} dark`;
    }
    case "day":
      return "it is day";
    case "pirFault":
      return motion.ok ? "the motion sensor is out" : `${motion.fault.part} sees nobody: ${motion.fault.cause}`;
    case "motion":
      return "someone passed";
    case "base":
    case "floor":
      if (was.reason === "motion") return `nobody for ${Math.round(holdMs / 1_000)} s`;
      return was.reason === "day" ? "night falls" : "clock and motion sensor can be trusted";
  }
}

function inputs(
  { is, fromPct, night, someoneNear }: Change,
  { motion, daylight, clock }: LampReadings,
  settings: LampSettings,
  now: Instant,
): { readonly [key: string]: Json } {
  const trusted = trustedClock(clock);
  const sunDeg = trusted === null ? null : elevationDeg(wallTime(trusted, now), settings.night);
  return {
    fromPct,
    levelPct: is.levelPct,
    night: night.night,
    sun: night.sun?.phase ?? null,
    elevationDeg: sunDeg === null ? null : Math.round(sunDeg * 100) / 100,
    cell: night.cell,
    daylightLux: orCause(daylight, daylight.ok ? daylight.value : null),
    clock: orCause(clock, clock.ok ? clock.value.quality : null),
    motion: orCause(motion, someoneNear ? "someone" : "nobody"),
  };
}

const orCause = (reading: Reading<unknown>, value: Json): Json => (reading.ok ? value : reading.fault.cause);
const shown = (levelPct: Percent): number => Math.round(levelPct);
