import type { Report, Request } from "../../measure/decision.ts";
import type { Moments } from "../../measure/moments.ts";
import { elapsed, millis, minutes, seconds, type Instant, type Millis } from "../../measure/time.ts";
import { percent, type Percent } from "../../measure/units.ts";
import { answered } from "./override.ts";

/**
 * Someone works at the lamp, or looks for it: row 1 of table 5a. A person on site sets levels, and says so again as long
 * as they are there; `identify`, which the city may ask too, blinks for a while. Neither is ever kept over a restart.
 *
 *   null ──commission, identify──▶ begun ──again──▶ begun ──30 min in all──▶ spent
 *   begun, spent ──silent for 2 min, or commission-end──▶ null
 *
 * Spent, it holds the lamp no more: a console that was forgotten cannot begin it anew by going on.
 */
export type Commissioning = {
  readonly since: Instant;
  readonly askedAt: Instant;
  /** From the newest word on. */
  readonly lastsMs: Millis;
  /** null: it blinks. */
  readonly levelPct: Percent | null;
};

/** Table 5a: 30 min in all, 2 min after the console was lost. */
export const COMMISSION_MAX_MS = minutes(30);
export const CONSOLE_LOST_MS = minutes(2);
export const IDENTIFY_MS = seconds(60);
const BLINK_MS = seconds(1);
/** Blinking is never dark, whatever the floor is. */
const BLINK_LEAST_PCT = 1;

export function nextCommissioning(
  was: Commissioning | null,
  requests: readonly Request[],
  moments: Moments,
): { readonly commissioning: Commissioning | null; readonly answers: readonly Report[] } {
  let commissioning = was !== null && isOver(was, moments) ? null : was;
  const answers: Report[] = [];
  for (const request of requests) {
    if (!VERBS.includes(request.verb)) continue;
    const [code, result, next] = taken(commissioning, request, moments.now);
    answers.push(answered(request, code, result));
    commissioning = next;
  }
  // Its end is a moment to wake at.
  if (commissioning !== null && commissioning !== was) isOver(commissioning, moments);
  return { commissioning, answers };
}

/** Full and floor in turns, a second each; or the level that was set. null: spent. */
export function commissioningPct(
  { since, levelPct }: Commissioning,
  floorPct: Percent,
  moments: Moments,
): Percent | null {
  if (moments.passed(since, COMMISSION_MAX_MS)) return null;
  if (levelPct !== null) return levelPct;
  let turns = Math.floor((moments.now - since) / BLINK_MS);
  if (moments.passed(since, millis((turns + 1) * BLINK_MS))) turns += 1;
  return turns % 2 === 0 ? percent(100) : percent(Math.max(floorPct, BLINK_LEAST_PCT));
}

const SPENT = `not now: it has been ${COMMISSION_MAX_MS / 60_000} min, and the rules decide. End it, then begin again`;
const BLINKED = `not now: it has blinked for ${COMMISSION_MAX_MS / 60_000} min. Wait ${IDENTIFY_MS / 1_000} s, then ask again`;
const VERBS = ["commission", "commission-end", "identify"];
type Taken = readonly [code: number, result: string, next: Commissioning | null];

function taken(was: Commissioning | null, { verb, from, args }: Request, now: Instant): Taken {
  if (verb === "identify") {
    if (was !== null && was.levelPct !== null) return [409, "not now: someone works at the lamp", was];
    const next = { since: was?.since ?? now, askedAt: now, lastsMs: IDENTIFY_MS, levelPct: null };
    if (elapsed(next.since, now) >= COMMISSION_MAX_MS) return [409, BLINKED, next];
    return [200, `it blinks for ${IDENTIFY_MS / 1_000} s`, next];
  }
  if (from !== "site") return [403, "only someone at the post may do that", was];
  if (verb === "commission-end") {
    return was === null ? [409, "nothing was begun", null] : [200, "the rules decide again", null];
  }
  const { levelPct } = args;
  if (typeof levelPct !== "number" || !(levelPct >= 0 && levelPct <= 100)) {
    return [400, "levelPct must be a number from 0 to 100", was];
  }
  const since = was === null || was.levelPct === null ? now : was.since;
  const next = { since, askedAt: now, lastsMs: CONSOLE_LOST_MS, levelPct: percent(levelPct) };
  if (elapsed(since, now) >= COMMISSION_MAX_MS) return [409, SPENT, next];
  return [200, `${levelPct} %; say it again within ${CONSOLE_LOST_MS / 60_000} min, or the rules decide`, next];
}

const isOver = ({ askedAt, lastsMs }: Commissioning, moments: Moments): boolean => moments.passed(askedAt, lastsMs);
