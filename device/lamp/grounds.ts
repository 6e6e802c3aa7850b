import type { Moments } from "../measure/moments.ts";
import { percent, type Percent } from "../measure/units.ts";
import type { Asked } from "./asked/asked.ts";
import { commissioningPct } from "./asked/commissioning.ts";
import type { Known } from "./level.ts";
import type { NightNow } from "./night/night.ts";
import { someoneNear } from "./people/motion.ts";
import { neighbourLevel } from "./people/neighbours.ts";
import type { PeopleNow } from "./people/people.ts";
import { withMotion, type Rule } from "./program/rule.ts";
import type { LampSettings } from "./settings.ts";

/** Everything that a level rests on. */
export type Grounds = {
  readonly asked: Asked;
  readonly night: NightNow;
  readonly here: PeopleNow;
  readonly rule: Rule;
  readonly pirAnswers: boolean;
};

/** What table 5a is asked with. */
export function knownOf(
  { asked, night, here, rule, pirAnswers }: Grounds,
  settings: LampSettings,
  moments: Moments,
): Known {
  const { override, commissioning } = asked;
  const { onMotion } = rule;
  const near = onMotion !== null && someoneNear(here.people.presence, onMotion, moments);
  const moved = near ? withMotion(rule.term, onMotion) : { term: rule.term, motionPct: null };
  return {
    commissioningPct: commissioning === null ? null : commissioningPct(commissioning, settings.floorPct, moments),
    overridePct: override?.levelPct ?? null,
    night: night.night,
    clockOk: night.sun !== null,
    pirOk: pirAnswers && here.doubt === null,
    program: rule.unreadable === null ? moved.term : null,
    motionPct: moved.motionPct,
    neighbourPct: neighbourLevel(here.people.along, settings, moments),
  };
}

/** What whoever is here may expect of the lamp, were they alone. */
export function promisedPct({ onMotion, term }: Rule, { floorPct }: LampSettings): Percent {
  const moved = onMotion === null ? { term, motionPct: null } : withMotion(term, onMotion);
  return percent(Math.max(moved.term.levelPct ?? 0, moved.motionPct ?? 0, term.allowDark ? 0 : floorPct));
}

/** What the rule gives at night with nobody there. */
export function restPct(rule: Rule, settings: LampSettings): Percent {
  const isEntry = settings.entry && !rule.term.allowDark;
  return isEntry ? percent(100) : promisedPct({ ...rule, onMotion: null }, settings);
}
