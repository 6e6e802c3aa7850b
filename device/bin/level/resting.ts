import { sharing } from "../../measure/same.ts";
import { instant, type Instant } from "../../measure/time.ts";
import type { Moments } from "../../measure/moments.ts";
import type { BinSettings } from "../settings.ts";
import { FILL_PERIOD_MS, nextFill, type Fill, type FillSight } from "./fill.ts";
import { HAMPEL_WINDOW } from "./hampel.ts";
import type { LevelReadings } from "./sensors.ts";

/**
 * {@link nextFill}, without the samples that can tell nothing new: as long as the sensors say what they said, and a sample
 * of it left all as it was but for its moments, so will the next one. A still bin sleeps; what it would have sampled
 * meanwhile is made up for when anything changes, to the same moments. Whoever counts samples (`counted`) has each of them.
 */
export function restingFill(
  was: Fill,
  readings: LevelReadings,
  sight: FillSight,
  settings: BinSettings,
  moments: Moments,
  counted = false,
): Fill {
  const seen = !sight.doorOpen && !sight.ramOut && !counted;
  const saidSince = saidFrom(readings);
  if (was.restsSince !== null && was.restsSince === saidSince && seen) return was;
  const before = was.restsSince === null ? was : { ...caughtUp(was, moments.now), restsSince: null };
  const fill = nextFill(before, readings, sight, settings, moments);
  const sampled = fill.nextAt !== before.nextAt && seen && before.takenAt !== null && saidSince <= before.takenAt;
  const shifted = laterBy(before, FILL_PERIOD_MS);
  if (sampled && isSettled(fill) && sharing(shifted, fill) === shifted) return { ...fill, restsSince: saidSince };
  moments.passed(fill.nextAt);
  return fill;
}

/** Nothing in it waits for time to pass: a fall, a rise or an odd sensor does, and a window that is not yet full. */
const isSettled = ({ fellAt, risen, window, quality }: Fill): boolean =>
  fellAt === null && risen === null && (window.length === HAMPEL_WINDOW || quality !== "valid");

/** Since when all that a sample looks at has said the same. */
const saidFrom = ({ level, level2, level3, temperature }: LevelReadings): Instant =>
  instant(Math.max(level.at, level2.at, level3.at, temperature.at));

/** With the samples of all periods that ended before now. */
function caughtUp(fill: Fill, now: Instant): Fill {
  const periods = Math.max(0, Math.ceil((now - fill.nextAt) / FILL_PERIOD_MS));
  return laterBy(fill, periods * FILL_PERIOD_MS);
}

function laterBy(fill: Fill, ms: number): Fill {
  const later = <Sample extends { readonly at: Instant }>(sample: Sample): Sample => ({
    ...sample,
    at: instant(sample.at + ms),
  });
  return {
    ...fill,
    nextAt: instant(fill.nextAt + ms),
    takenAt: fill.takenAt === null ? null : instant(fill.takenAt + ms),
    window: fill.window.map(later),
    recent: fill.recent.map(later),
  };
}
