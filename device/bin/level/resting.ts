import { sharing } from "../../measure/same.ts";
import { instant, type Instant } from "../../measure/time.ts";
import type { Moments } from "../../measure/moments.ts";
import type { BinSettings } from "../settings.ts";
import { FILL_PERIOD_MS, isSteady, nextFill, repeated, type Fill, type FillSight } from "./fill.ts";
import type { LevelReadings } from "./sensors.ts";

/** `counted`: somebody counts the samples, so none is left out. */
type RestSight = FillSight & { readonly counted: boolean };

/**
 * {@link nextFill}, without the samples that can tell nothing new: as long as the sensors say what they said, and samples
 * of it have made the level what further ones would. A still bin sleeps; what it would have sampled meanwhile is made up
 * for when anything changes, to the same moments.
 */
export function restingFill(
  was: Fill,
  readings: LevelReadings,
  sight: RestSight,
  settings: BinSettings,
  moments: Moments,
): Fill {
  const mayRest = !sight.doorOpen && !sight.ramOut && !sight.counted;
  const saidSince = saidFrom(readings);
  if (was.restsSince !== null && was.restsSince === saidSince && mayRest) return was;
  const before = awake(was, moments.now);
  const fill = nextFill(before, readings, sight, settings, moments);
  const sampled = fill.nextAt !== before.nextAt && mayRest;
  if (sampled && isSettled(before, fill, saidSince)) return { ...fill, restsSince: saidSince };
  moments.passed(fill.nextAt);
  return fill;
}

/** A level that no longer rests: other settings may judge it otherwise. */
export const awake = (was: Fill, now: Instant): Fill =>
  was.restsSince === null ? was : { ...caughtUp(was, now), restsSince: null };

/** Nothing in it waits for time to pass, or for another sample of the same. */
function isSettled(before: Fill, fill: Fill, saidSince: Instant): boolean {
  if (fill.quality === "valid") return isSteady(fill);
  if (fill.fellAt !== null || fill.risen !== null || before.takenAt === null || saidSince > before.takenAt)
    return false;
  const shifted = repeated({ ...before, quality: fill.quality }, 1);
  return before.quality === fill.quality && sharing(shifted, fill) === shifted;
}

/** Since when all that a sample looks at has said the same. Only a sensor that assumes a temperature needs to be told one. */
function saidFrom({ level, level2, level3, temperature }: LevelReadings): Instant {
  const levels = [level, level2, level3];
  const assumes = levels.some(
    (reading) => reading.ok && reading.value.quality === "valid" && reading.value.assumedC !== undefined,
  );
  const all = assumes ? [...levels, temperature] : levels;
  return instant(Math.max(...all.map(({ at }) => at)));
}

/** With the samples of all periods that ended before now. */
const caughtUp = (fill: Fill, now: Instant): Fill =>
  repeated(fill, Math.max(0, Math.ceil((now - fill.nextAt) / FILL_PERIOD_MS)));
