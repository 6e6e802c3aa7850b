import type { Moments } from "../../measure/moments.ts";
import type { Instant } from "../../measure/time.ts";
import type { Percent } from "../../measure/units.ts";
import type { Level } from "../level.ts";
import type { LampSettings } from "../settings.ts";
import { givenLevel, type LitHours } from "./factors.ts";
import { nextRamp, rampLevel, type Ramp } from "./ramp.ts";

/** The way to the level that the rules give. `levelPct` is where the lamp is on it, before any factor. */
export type Light = { readonly ramp: Ramp; readonly levelPct: Percent };

export const initialLight = (levelPct: Percent, now: Instant): Light => ({ ramp: arrived(levelPct, now), levelPct });

/** `givenPct` is what goes to the lamp, after every factor. */
export function nextLight(
  was: Light,
  level: Level,
  settings: LampSettings,
  hours: LitHours,
  moments: Moments,
): { readonly light: Light; readonly givenPct: Percent } {
  const ramp = nextRampOf(was, level, moments.now);
  const levelPct = rampLevel(ramp, settings, moments);
  const light = ramp === was.ramp && levelPct === was.levelPct ? was : { ramp, levelPct };
  return { light, givenPct: givenLevel(levelPct, settings.luminaire, hours) };
}

/**
 * Who works at a lamp, or looks for it, wants to see it jump; and when that is over, it stands where it jumped to, not
 * on a ramp that had only begun.
 */
function nextRampOf({ ramp, levelPct }: Light, level: Level, now: Instant): Ramp {
  if (level.reason !== "commissioning") return nextRamp(ramp, levelPct, level.levelPct, now);
  const isThere = ramp.fromPct === level.levelPct && ramp.toPct === level.levelPct;
  return isThere ? ramp : arrived(level.levelPct, now);
}

const arrived = (levelPct: Percent, now: Instant): Ramp => ({ fromPct: levelPct, toPct: levelPct, startedAt: now });
