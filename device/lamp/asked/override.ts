import type { Json, Report, Request } from "../../measure/decision.ts";
import type { Moments } from "../../measure/moments.ts";
import {
  after,
  epochMs,
  hours,
  instant,
  millis,
  seconds,
  wallTime,
  type EpochMs,
  type Instant,
  type Millis,
  type WallClock,
} from "../../measure/time.ts";
import { percent, type Percent } from "../../measure/units.ts";

/**
 * A level that someone asked for, for a while. It ends at whichever comes first: its time on the monotonic clock, or its
 * moment of wall time, so that neither a leap of the clock nor a lost one makes it last. There is no permanent one.
 */
export type Override = {
  readonly levelPct: Percent;
  readonly startedAt: Instant;
  readonly forMs: Millis;
  /** null: begun without a trusted clock, and so not kept over a restart. */
  readonly expiresTs: EpochMs | null;
  readonly from: Request["from"];
};
/** What is kept of it over a restart. */
export type KeptOverride = { readonly levelPct: number; readonly expiresTs: number; readonly from: Request["from"] };

/** uCIFI 3416/53 suggests 7,200 s; a day is our longest. */
export const OVERRIDE_USUAL_MS = hours(2);
export const OVERRIDE_MAX_MS = hours(24);
/** A clock that is not trusted so long after the start is lost, and with it what was kept. Our choice: NTP takes seconds. */
export const RESTORE_MS = seconds(120);

export type Overriding = {
  readonly override: Override | null;
  readonly answers: readonly Report[];
};

/** Takes the `dim` and `dim-clear` among the requests, in order, and ends what is over. `clock` null: not trusted. */
export function nextOverride(
  was: Override | null,
  requests: readonly Request[],
  clock: WallClock | null,
  moments: Moments,
): Overriding {
  let override = was !== null && isOver(was, clock, moments) ? null : was;
  const answers: Report[] = [];
  for (const request of requests) {
    if (request.verb === "dim") {
      const begun = begin(request, clock, moments.now);
      answers.push(typeof begun === "string" ? answered(request, 400, begun) : answered(request, 200, words(begun)));
      if (typeof begun !== "string") override = begun;
    } else if (request.verb === "dim-clear") {
      answers.push(answered(request, 200, override === null ? NONE_IN_FORCE : CLEARED));
      override = null;
    }
  }
  // Its end is a moment to wake at.
  if (override !== null && override !== was) isOver(override, clock, moments);
  return { override, answers };
}

/** What was kept, once the clock is trusted; `none` when it never will be, or when its time is over. */
export function restored(
  kept: KeptOverride,
  startedAt: Instant,
  clock: WallClock | null,
  moments: Moments,
): Override | "none" | "wait" {
  if (clock === null) return moments.passed(startedAt, RESTORE_MS) ? "none" : "wait";
  const leftMs = kept.expiresTs - wallTime(clock, moments.now);
  if (leftMs <= 0 || leftMs > OVERRIDE_MAX_MS) return "none";
  const { levelPct, expiresTs, from } = kept;
  return {
    levelPct: percent(levelPct),
    startedAt: moments.now,
    forMs: millis(leftMs),
    expiresTs: epochMs(expiresTs),
    from,
  };
}

export const keptOverride = (override: Override | null): KeptOverride | null =>
  override?.expiresTs == null
    ? null
    : { levelPct: override.levelPct, expiresTs: override.expiresTs, from: override.from };

/** As a city may see it: it was asked for, by nobody who passed. */
export const overrideTold = ({ levelPct, startedAt, forMs, from }: Override, now: Instant): Json => ({
  levelPct,
  from,
  leftS: Math.max(0, Math.round((startedAt + forMs - now) / 1_000)),
});

/** Reads what a keep held; null: it is none. */
export function readKeptOverride(value: Json | undefined): KeptOverride | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { levelPct, expiresTs, from } = value as { readonly [key: string]: Json };
  if (typeof levelPct !== "number" || !(levelPct >= 0 && levelPct <= 100) || typeof expiresTs !== "number") return null;
  return from === "city" || from === "site" ? { levelPct, expiresTs, from } : null;
}

function isOver({ startedAt, forMs, expiresTs }: Override, clock: WallClock | null, moments: Moments): boolean {
  const byUptime = moments.passed(startedAt, forMs);
  const byWall = clock !== null && expiresTs !== null && moments.passed(instant(expiresTs - clock.offsetMs));
  return byUptime || byWall;
}

/** Whether it is taken as the newest word on the override. One that is refused changes nothing. */
export const decidesOverride = (request: Request): boolean =>
  request.verb === "dim-clear" || (request.verb === "dim" && typeof asked(request) !== "string");

function begin(request: Request, clock: WallClock | null, now: Instant): Override | string {
  const wanted = asked(request);
  if (typeof wanted === "string") return wanted;
  const expiresTs = clock === null ? null : epochMs(Math.round(wallTime(clock, after(now, wanted.forMs))));
  return { ...wanted, startedAt: now, expiresTs, from: request.from };
}

/** What a `dim` wants, or what is wrong with it. */
function asked({ args }: Request): Pick<Override, "levelPct" | "forMs"> | string {
  const { levelPct, forS = OVERRIDE_USUAL_MS / 1_000 } = args;
  if (typeof levelPct !== "number" || !(levelPct >= 0 && levelPct <= 100))
    return "levelPct must be a number from 0 to 100";
  if (typeof forS !== "number" || !(forS >= 1 && forS * 1_000 <= OVERRIDE_MAX_MS)) {
    return `forS must be a number of seconds from 1 to ${OVERRIDE_MAX_MS / 1_000}; without it, it is ${OVERRIDE_USUAL_MS / 1_000}`;
  }
  return { levelPct: percent(levelPct), forMs: millis(forS * 1_000) };
}

const words = ({ levelPct, forMs }: Override): string => `${levelPct} % for ${lastsText(forMs)}`;
/** `2 h`, `20 min`, `90 s`: in the largest unit that it is a whole number of. */
export function lastsText(forMs: Millis): string {
  const wholeS = Math.round(forMs / 1_000);
  if (wholeS % 3_600 === 0) return `${wholeS / 3_600} h`;
  return wholeS % 60 === 0 ? `${wholeS / 60} min` : `${wholeS} s`;
}
const CLEARED = "the rules decide again";
/** Done all the same: a command that runs again after a crash must not come out as refused. */
const NONE_IN_FORCE = "the rules decide: no override was in force";

export const answered = ({ id, verb }: Request, code: number, result: string): Report => ({
  kind: "answer",
  stream: verb,
  class: 0,
  values: { id, code, phase: "done", result },
});
