import type { Moments } from "../../measure/moments.ts";
import { elapsed, hours, millis, type Instant, type WallClock } from "../../measure/time.ts";
import type { Brightness } from "./cell.ts";
import { degrees, type Degrees, type Lux } from "../../measure/units.ts";
import type { NightSettings } from "../settings.ts";
import { DAY_MS, dayOf, type Sun } from "./sun.ts";

/**
 * Whether the photocell contradicts the sun for longer than weather or a parked car explain. A cell judged stuck says
 * nothing until it says the opposite.
 */
export type Doubt = {
  readonly stuck: Brightness | null;
  /** Dark by day, as in a storm: what of this solar day it has taken, and since when it goes on. */
  readonly storm: { readonly day: number; readonly usedMs: number; readonly since: Instant | null };
  /** Bright since then, under a sun at which no sky is. */
  readonly brightSince: Instant | null;
};

/** The most that a day may be dark by the cell alone (table 5a). */
export const STORM_MAX_MS = hours(3);
/** Our choice: the depth of Stockholm's shortest night is 3 h, and a cell stuck bright must show in one. */
export const BRIGHT_MAX_MS = hours(1);
/** A clear sky gives 3.5 lx at the end of civil twilight (AMS, Glossary of Meteorology). */
const CIVIL = { sunDeg: -6, skyLux: 3.5 };
/** From sunset (410 lx) to the end of nautical twilight (0.008 lx) each tenfold takes so much of the sun (the same source). */
const DEG_PER_TENFOLD = 2.4;
/** Our choice: a sky may be so much brighter than that, and a cell so much off. */
const DOUBT_FACTOR = 3;

export const NO_DOUBT: Doubt = { stuck: null, storm: { day: 0, usedMs: 0, since: null }, brightSince: null };

/**
 * Below this sun nothing in the sky makes a cell bright. It rests on the cell alone: windows of 3 h may meet over a short
 * night. Where the summer's sun does not go so low, the sky is too light to tell, and nobody is left in the dark.
 */
export const deepNightDeg = (cellOffLux: Lux): Degrees =>
  degrees(CIVIL.sunDeg + DEG_PER_TENFOLD * Math.log10(cellOffLux / (DOUBT_FACTOR * CIVIL.skyLux)));

/** What is above a post. `isDeep`: the sun is below {@link deepNightDeg}. */
export type Sky = { readonly sun: Sun; readonly isDeep: boolean; readonly clock: WallClock };

/** `sky` null: the clock is lost, and there is no sun to compare with. */
export function nextDoubt(
  was: Doubt,
  verdict: Brightness | null,
  sky: Sky | null,
  night: NightSettings,
  moments: Moments,
): Doubt {
  const refuted = verdict !== null && verdict !== was.stuck;
  const stuck = refuted ? null : was.stuck;
  const brightAtNight = verdict === "bright" && sky?.isDeep === true;
  const brightSince = brightAtNight ? (was.brightSince ?? moments.now) : null;
  const stuckBright = brightSince !== null && moments.passed(brightSince, BRIGHT_MAX_MS);
  const storming = stuck === null && verdict === "dark" && sky?.sun.phase === "day";
  if (!storming) {
    return kept(was, { stuck: stuckBright ? "bright" : stuck, storm: ended(was.storm, moments.now), brightSince });
  }
  const storm = goingOn(was.storm, dayOf(sky.clock, solarShiftMs(night), moments), moments.now);
  const stuckDark = moments.passed(storm.since ?? moments.now, millis(STORM_MAX_MS - storm.usedMs));
  if (stuckDark) return { stuck: "dark", storm: ended(storm, moments.now), brightSince };
  return kept(was, { stuck, storm, brightSince });
}

function kept(was: Doubt, is: Doubt): Doubt {
  return was.stuck === is.stuck && was.storm === is.storm && was.brightSince === is.brightSince ? was : is;
}

function goingOn(was: Doubt["storm"], day: number, now: Instant): Doubt["storm"] {
  if (was.day !== day) return { day, usedMs: 0, since: now };
  return was.since === null ? { ...was, since: now } : was;
}

function ended(was: Doubt["storm"], now: Instant): Doubt["storm"] {
  return was.since === null ? was : { ...was, usedMs: was.usedMs + elapsed(was.since, now), since: null };
}

/** How far midnight by the sun is before that of UTC. */
const solarShiftMs = ({ longitudeDeg }: NightSettings): number => (longitudeDeg / 360) * DAY_MS;
