import type { Moments } from "../../measure/moments.ts";
import { sharing } from "../../measure/same.ts";
import type { DriverWord } from "../../measure/samples.ts";
import { minutes, seconds, type Instant } from "../../measure/time.ts";
import type { Percent, Watts } from "../../measure/units.ts";
import type { LuminaireSettings } from "../settings.ts";
import { nextCycling, STEADY, type Asked, type Cycling } from "./cycling.ts";
import { nextFault, quiet, type Evidence, type Fault } from "./evidence.ts";
import { expectedPower } from "./expected-power.ts";

/** What a lamp's power and its driver's word can say, by the names of TALQ's events; `lampUnexpectedOn` is a day burner. */
export const FAILURES = [
  "lampFailure",
  "dimmingFailure",
  "cyclingFailure",
  "lampUnexpectedOn",
  "lampPowerTooHigh",
  "lampPowerTooLow",
] as const;
export type Failure = (typeof FAILURES)[number];

export type Electrical = {
  readonly faults: { readonly [Name in Exclude<Failure, "cyclingFailure">]: Fault };
  readonly cycling: Cycling;
  /** Since when nothing is measured, and the driver says nothing; null: there is something to go by. */
  readonly blindSince: Instant | null;
  /** It has been blind for so long that nothing is known any more. */
  readonly forgotten: boolean;
  readonly active: readonly Failure[];
};
/** `askedPct` is what the lamp is given, after every factor; `powerW` null: nothing measures it; `driverSays` null: no word. */
export type Watched = {
  readonly askedPct: Percent;
  readonly powerW: Watts | null;
  readonly driverSays: DriverWord | null;
  readonly isDay: boolean;
  readonly isOverridden: boolean;
};

/** Row 18. A dead lamp takes less than this of what its level should, where the level is high enough to tell. */
export const DEAD_SHARE = 0.1;
export const ASKED_LEAST_PCT = 20;
/** Row 18: what a lamp may be off by, and is still fine. */
export const TOLERANCE_W = 5;
const TOLERANCE_SHARE = 0.15;
/**
 * Mains of 230 V ±10 % (EN 50160), for a luminaire whose power goes with the square of its voltage. LED drivers of
 * constant power do not; which one hangs there is not known.
 */
const MAINS_MOST = 1.1 ** 2;
const MAINS_LEAST = 0.9 ** 2;
/** Row 19: by so much off its level's power a lamp does not follow; so much of its full power is light. */
export const DIMMING_OFF_SHARE = 0.25;
export const ON_SHARE = 0.2;
const WAIT_MS = {
  lampFailure: seconds(60),
  dimmingFailure: minutes(5),
  lampUnexpectedOn: minutes(10),
  lampPowerTooHigh: minutes(5),
  lampPowerTooLow: minutes(5),
} as const;
/** Our choice: a meter that is away for longer can say nothing of what it saw before. */
const BLIND_MS = minutes(10);

export function initialElectrical(now: Instant): Electrical {
  const fault = quiet(now);
  return {
    faults: {
      lampFailure: fault,
      dimmingFailure: fault,
      lampUnexpectedOn: fault,
      lampPowerTooHigh: fault,
      lampPowerTooLow: fault,
    },
    cycling: { ...STEADY, since: now },
    blindSince: null,
    forgotten: false,
    active: NONE,
  };
}

/**
 * Judges the lamp by its power at the level that it is given, for one threshold for all levels cries each night (fact 10);
 * and by what its driver says of it. Either is enough for a failure, and both must be well for its end.
 */
export function nextElectrical(
  was: Electrical,
  watched: Watched,
  luminaire: LuminaireSettings,
  moments: Moments,
): { readonly electrical: Electrical; readonly active: readonly Failure[] } {
  const electrical = nextJudged(was, watched, luminaire, moments);
  return { electrical, active: electrical.active };
}

function nextJudged(was: Electrical, watched: Watched, luminaire: LuminaireSettings, moments: Moments): Electrical {
  const { powerW, driverSays, isOverridden } = watched;
  const blindSince = powerW === null && driverSays === null ? (was.blindSince ?? moments.now) : null;
  if (blindSince !== null && moments.passed(blindSince, BLIND_MS)) {
    return was.forgotten ? was : { ...initialElectrical(moments.now), blindSince, forgotten: true };
  }
  const seen = withWord(evidenceOf(watched, luminaire), watched);
  const faults = nextFaults(was.faults, seen, moments);
  const cycling = nextCycling(was.cycling, askedOf(watched), onBy(watched, luminaire), moments);
  const active = activeNow(was.active, faults, cycling, isOverridden);
  const same =
    faults === was.faults && cycling === was.cycling && blindSince === was.blindSince && active === was.active;
  return same ? was : { faults, cycling, blindSince, forgotten: false, active };
}

type Faults = Electrical["faults"];
type Seen = { readonly [Name in keyof Faults]: Evidence };

function nextFaults(was: Faults, seen: Seen, moments: Moments): Faults {
  const next = (name: keyof Faults) => nextFault(was[name], seen[name], WAIT_MS[name], moments);
  const is: Faults = {
    lampFailure: next("lampFailure"),
    dimmingFailure: next("dimmingFailure"),
    lampUnexpectedOn: next("lampUnexpectedOn"),
    lampPowerTooHigh: next("lampPowerTooHigh"),
    lampPowerTooLow: next("lampPowerTooLow"),
  };
  const same =
    is.lampFailure === was.lampFailure &&
    is.dimmingFailure === was.dimmingFailure &&
    is.lampUnexpectedOn === was.lampUnexpectedOn &&
    is.lampPowerTooHigh === was.lampPowerTooHigh &&
    is.lampPowerTooLow === was.lampPowerTooLow;
  return same ? was : is;
}

function evidenceOf({ askedPct, powerW, isDay, isOverridden }: Watched, luminaire: LuminaireSettings): Seen {
  if (powerW === null) return NOTHING_SEEN;
  const expectedW = expectedPower(askedPct, luminaire);
  const canTell = askedPct >= ASKED_LEAST_PCT;
  const dead = powerW < expectedW * DEAD_SHARE;
  const off = (limit: boolean): Evidence => (askedPct === 0 || dead ? null : wrongIf(limit));
  const toleranceW = Math.max(TOLERANCE_W, expectedW * TOLERANCE_SHARE);
  return {
    lampFailure: canTell ? wrongIf(dead) : null,
    dimmingFailure: off(Math.abs(powerW - expectedW) > Math.max(TOLERANCE_W, expectedW * DIMMING_OFF_SHARE)),
    lampUnexpectedOn: wrongIf(isDay && !isOverridden && powerW > luminaire.powerFullW * ON_SHARE),
    lampPowerTooHigh: off(powerW > expectedW * MAINS_MOST + toleranceW),
    lampPowerTooLow: off(powerW < expectedW * MAINS_LEAST - toleranceW),
  };
}

/**
 * What the driver says of its LEDs holds at any level; that it gives less, while it is to give light. That all is well
 * counts where nothing measures its power, which would know better.
 */
function withWord(seen: Seen, { askedPct, powerW, driverSays }: Watched): Seen {
  const well = powerW === null && askedPct > 0 ? "right" : null;
  switch (driverSays) {
    case null:
      return seen;
    case "lampFailed":
    case "shutDown":
      return { ...NOTHING_SEEN, lampUnexpectedOn: seen.lampUnexpectedOn, lampFailure: "wrong" };
    case "reduced":
      return {
        ...seen,
        lampFailure: seen.lampFailure ?? well,
        dimmingFailure: askedPct === 0 ? seen.dimmingFailure : "wrong",
      };
    case "fine":
      return { ...seen, lampFailure: seen.lampFailure ?? well, dimmingFailure: seen.dimmingFailure ?? well };
  }
}

const askedOf = ({ askedPct }: Watched): Asked =>
  askedPct === 0 ? "dark" : askedPct < ASKED_LEAST_PCT ? "dim" : "lit";

function onBy({ askedPct, powerW }: Watched, luminaire: LuminaireSettings): boolean | null {
  if (powerW === null) return null;
  const wholeW = askedPct === 0 ? luminaire.powerFullW : expectedPower(askedPct, luminaire);
  if (powerW < wholeW * DEAD_SHARE) return false;
  return powerW > wholeW * ON_SHARE ? true : null;
}

/** A day burner is what was asked for while someone overrides the lamp by day. */
function activeNow(
  was: readonly Failure[],
  faults: Faults,
  { active: cycles }: Cycling,
  isOverridden: boolean,
): readonly Failure[] {
  const isActive = (name: Failure): boolean => {
    if (name === "cyclingFailure") return cycles;
    return faults[name].active && !(name === "lampUnexpectedOn" && isOverridden);
  };
  return sharing(was, FAILURES.some(isActive) ? FAILURES.filter(isActive) : NONE);
}

const wrongIf = (wrong: boolean): Evidence => (wrong ? "wrong" : "right");
const NONE: readonly Failure[] = [];
const NOTHING_SEEN: Seen = {
  lampFailure: null,
  dimmingFailure: null,
  lampUnexpectedOn: null,
  lampPowerTooHigh: null,
  lampPowerTooLow: null,
};
