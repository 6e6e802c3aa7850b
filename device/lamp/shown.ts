import type { Json } from "../measure/decision.ts";
import { after, elapsed, type Instant } from "../measure/time.ts";
import type { LevelReason } from "./level.ts";
import { overrideTold } from "./asked/override.ts";
import type { LampState } from "./machine.ts";
import type { LampSettings } from "./settings.ts";

/** What a view shows of a lamp at one moment. Decides nothing. */
export type LampShown = {
  readonly levelPct: number;
  /** Where the lamp is, or is going. */
  readonly targetPct: number;
  readonly reason: LevelReason;
  readonly moving: "rising" | "falling" | null;
  /** Until nobody who was seen or heard of keeps it lit, if nobody else comes; null: it is not lit for anyone. */
  readonly secondsLeft: number | null;
  /** Since the sensor last saw someone, as long as the lamp is lit for that. */
  readonly seenAgoS: number | null;
};

/** How a lamp stands, for whoever stands before it: `gaturum` asks for it over the local socket. */
export type LampStanding = {
  readonly lamp: LampShown;
  /** What someone asked of it for a while, as `{ levelPct, from, leftS }`; null: its rules decide. */
  readonly override: Json;
};

export const lampStanding = (state: LampState, settings: LampSettings, now: Instant): LampStanding => ({
  lamp: lampShown(state, settings, now),
  override: state.asked.override === null ? null : overrideTold(state.asked.override, now),
});

export function lampShown(
  { outputs, level, people: { presence, along } }: LampState,
  { holdMs }: LampSettings,
  now: Instant,
): LampShown {
  const { levelPct } = outputs;
  const targetPct = level.levelPct;
  const lastAt = presence.here ? now : presence.lastAt;
  const leftS = (at: Instant | null): number => (at === null ? 0 : elapsed(now, after(at, holdMs)) / 1_000);
  const own = leftS(lastAt);
  const left = Math.max(own, leftS(along.nearAt), leftS(along.farAt));
  const isForSomeone = level.reason === "motion" || level.reason === "neighbour";
  return {
    levelPct,
    targetPct,
    reason: level.reason,
    moving: levelPct === targetPct ? null : levelPct < targetPct ? "rising" : "falling",
    seenAgoS: level.reason === "motion" && own > 0 && lastAt !== null ? elapsed(lastAt, now) / 1_000 : null,
    secondsLeft: isForSomeone && left > 0 ? left : null,
  };
}
