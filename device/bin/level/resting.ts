import type { Reading } from "../../measure/reading.ts";
import type { Range } from "../../measure/samples.ts";
import { sharing } from "../../measure/same.ts";
import { instant, type Instant } from "../../measure/time.ts";
import type { Moments } from "../../measure/moments.ts";
import type { BinSettings } from "../settings.ts";
import { FILL_PERIOD_MS, nextFill, type Fill, type FillSight } from "./fill.ts";

/**
 * {@link nextFill}, without the samples that can tell nothing new: as long as the sensor says what it said, and a sample
 * of it left all as it was but for its moments, so will the next one. A still bin sleeps; what it would have sampled
 * meanwhile is made up for when anything changes, to the same moments.
 */
export function restingFill(
  was: Fill,
  level: Reading<Range>,
  sight: FillSight,
  settings: BinSettings,
  moments: Moments,
): Fill {
  const seen = !sight.doorOpen && !sight.ramOut;
  if (was.restsSince !== null && was.restsSince === level.at && seen) return was;
  const before = was.restsSince === null ? was : { ...caughtUp(was, moments.now), restsSince: null };
  const fill = nextFill(before, level, sight, settings, moments);
  const sampled = fill.nextAt !== before.nextAt && seen && before.takenAt !== null && level.at <= before.takenAt;
  const shifted = laterBy(before, FILL_PERIOD_MS);
  const rests = sampled && fill.fellAt === null && sharing(shifted, fill) === shifted;
  if (rests) return { ...fill, restsSince: level.at };
  moments.passed(fill.nextAt);
  return fill;
}

/** With the samples of all periods that ended before now. */
function caughtUp(fill: Fill, now: Instant): Fill {
  const periods = Math.max(0, Math.ceil((now - fill.nextAt) / FILL_PERIOD_MS));
  return laterBy(fill, periods * FILL_PERIOD_MS);
}

const laterBy = (fill: Fill, ms: number): Fill => ({
  ...fill,
  nextAt: instant(fill.nextAt + ms),
  takenAt: fill.takenAt === null ? null : instant(fill.takenAt + ms),
  recent: fill.recent.map((sample) => ({ ...sample, at: instant(sample.at + ms) })),
});
