import type { Json } from "../measure/decision.ts";
import { Moments } from "../measure/moments.ts";
import { after, elapsed, type Instant, type Millis, type WallClock } from "../measure/time.ts";
import { overrideTold } from "./asked/override.ts";
import { promisedPct, restPct } from "./grounds.ts";
import type { LevelReason } from "./level.ts";
import type { LampState } from "./machine.ts";
import { ruleNow } from "./program/rule.ts";
import type { LampSettings } from "./settings.ts";

/** What a view shows of a lamp at one moment. Decides nothing. Levels are those of the rules, before any factor. */
export type LampShown = {
  readonly levelPct: number;
  /** What its driver is told for that, after every factor. */
  readonly givenPct: number;
  /** Where the lamp is, or is going. */
  readonly targetPct: number;
  readonly reason: LevelReason;
  readonly moving: "rising" | "falling" | null;
  /** Until nobody who was seen or heard of keeps it lit, if nobody else comes; null: it is not lit for anyone. */
  readonly secondsLeft: number | null;
  /** Since the sensor last saw someone, as long as the lamp is lit for that. */
  readonly seenAgoS: number | null;
  /** At night by the rule in force: with nobody there, and with someone. */
  readonly restPct: number;
  readonly someonePct: number;
};

/** How a lamp stands, for whoever stands before it: `gaturum` asks for it over the local socket. */
export type LampStanding = {
  readonly lamp: LampShown;
  /** What someone asked of it for a while, as `{ levelPct, from, leftS }`; null: its rules decide. */
  readonly override: Json;
};

/** `clock` null: it is not trusted. */
export const lampStanding = (
  state: LampState,
  settings: LampSettings,
  clock: WallClock | null,
  now: Instant,
): LampStanding => ({
  lamp: lampShown(state, settings, clock, now),
  override: state.asked.override === null ? null : overrideTold(state.asked.override, now),
});

export function lampShown(
  { light, outputs, level, tonight, people: { presence, along } }: LampState,
  settings: LampSettings,
  clock: WallClock | null,
  now: Instant,
): LampShown {
  const { levelPct, ramp } = light;
  const rule = ruleNow(tonight, clock, settings, new Moments(now));
  const lastAt = presence.here ? now : presence.lastAt;
  const leftS = (at: Instant | null, holdMs: Millis): number =>
    at === null ? 0 : elapsed(now, after(at, holdMs)) / 1_000;
  const own = rule.onMotion === null ? 0 : leftS(lastAt, rule.onMotion.holdMs);
  const left = Math.max(own, leftS(along.nearAt, settings.holdMs), leftS(along.farAt, settings.holdMs));
  const isForSomeone = level.reason === "motion" || level.reason === "neighbour";
  return {
    levelPct,
    givenPct: outputs.levelPct,
    targetPct: ramp.toPct,
    reason: level.reason,
    moving: levelPct === ramp.toPct ? null : levelPct < ramp.toPct ? "rising" : "falling",
    seenAgoS: level.reason === "motion" && own > 0 && lastAt !== null ? elapsed(lastAt, now) / 1_000 : null,
    secondsLeft: isForSomeone && left > 0 ? left : null,
    restPct: restPct(rule, settings),
    someonePct: Math.max(promisedPct(rule, settings), restPct(rule, settings)),
  };
}
