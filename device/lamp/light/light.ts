import type { Moments } from "../../measure/moments.ts";
import { millis, type Instant } from "../../measure/time.ts";
import type { Percent } from "../../measure/units.ts";
import type { Level } from "../level.ts";
import type { LampSettings } from "../settings.ts";
import { givenLevel, type LitHours } from "./factors.ts";
import { nextRamp, rampLevel, type Ramp } from "./ramp.ts";

/** The way to the level that the rules give. `levelPct` is where the lamp is on it, before any factor. */
export type Light = { readonly ramp: Ramp; readonly levelPct: Percent };

/** Who works at a lamp, or looks for it, wants to see it jump. */
const AT_ONCE = { rampUpMs: millis(0), rampDownMs: millis(0) };

export const initialLight = (levelPct: Percent, now: Instant): Light => ({
  ramp: { fromPct: levelPct, toPct: levelPct, startedAt: now },
  levelPct,
});

/** `givenPct` is what goes to the lamp, after every factor. */
export function nextLight(
  was: Light,
  level: Level,
  settings: LampSettings,
  hours: LitHours,
  moments: Moments,
): { readonly light: Light; readonly givenPct: Percent } {
  const ramp = nextRamp(was.ramp, was.levelPct, level.levelPct, moments.now);
  const levelPct = rampLevel(ramp, level.reason === "commissioning" ? AT_ONCE : settings, moments);
  const light = ramp === was.ramp && levelPct === was.levelPct ? was : { ramp, levelPct };
  return { light, givenPct: givenLevel(levelPct, settings.luminaire, hours) };
}
