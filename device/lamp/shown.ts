import { Moments } from "../measure/moments.ts";
import { after, elapsed, type Instant } from "../measure/time.ts";
import type { LevelReason } from "./level.ts";
import type { LampState } from "./machine.ts";
import type { LampSettings } from "./settings.ts";
import { someoneNear } from "./people/motion.ts";

/** What a view shows of a lamp at one moment. Decides nothing. */
export type LampShown = {
  readonly levelPct: number;
  /** Where the lamp is, or is going. */
  readonly targetPct: number;
  readonly reason: LevelReason;
  readonly moving: "rising" | "falling" | null;
  /** Until the lamp leaves the level of motion; null: it is not there for motion. */
  readonly secondsLeft: number | null;
  /** Since the sensor last saw someone, as long as the lamp is lit for that. */
  readonly seenAgoS: number | null;
};

export function lampShown(
  { outputs, level, people: { presence } }: LampState,
  settings: LampSettings,
  now: Instant,
): LampShown {
  const { levelPct } = outputs;
  const targetPct = level.levelPct;
  const moments = new Moments(now);
  const lastAt = presence.here ? now : presence.lastAt;
  const held = level.reason === "motion" && lastAt !== null && someoneNear(presence, settings, moments);
  return {
    levelPct,
    targetPct,
    reason: level.reason,
    moving: levelPct === targetPct ? null : levelPct < targetPct ? "rising" : "falling",
    seenAgoS: held ? elapsed(lastAt, now) / 1_000 : null,
    secondsLeft: held ? elapsed(now, after(lastAt, settings.holdMs)) / 1_000 : null,
  };
}
