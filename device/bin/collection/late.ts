import type { WallClock } from "../../measure/time.ts";
import { hours, instant, sooner } from "../../measure/time.ts";
import type { Moments } from "../../measure/moments.ts";
import type { BinSettings } from "../settings.ts";
import { instantOf } from "./mark.ts";
import type { Collecting } from "./collecting.ts";

/** What a bin asks of whoever empties it. */
export type Care = {
  /** Not emptied for `collectEvery`. */
  readonly old: boolean;
  /** Full or old for `collectWithin` (bins.md, row 9). */
  readonly late: boolean;
  /** Expected to be full sooner than anyone is to come. */
  readonly overflowSoon: boolean;
  /** The level has not been believed for so long that somebody should look: a sensor in its last days, or a bag before it. */
  readonly doubted: boolean;
};

/** Longer than a bag swings or a lens is wet, shorter than a bin takes to fill. Our choice. */
const DOUBTED_MS = hours(6);

/** A forecast that moves to and fro from hour to hour takes nothing back before it is later by half as much. Our choice. */
const TAKEN_BACK = 1.5;

/** Moments that nobody knows, because they were before a power cut and no clock tells, count from the start. */
export function careNow(
  { since, full, forecast, startedAt, visit, doubtedSince }: Collecting,
  { collectEveryMs, collectWithinMs }: Pick<BinSettings, "collectEveryMs" | "collectWithinMs">,
  clock: WallClock | null,
  warned: boolean,
  moments: Moments,
): Care {
  const collectedAt = instantOf(since, clock) ?? startedAt;
  const old = moments.passed(collectedAt, collectEveryMs);
  const fullAt = full === null ? null : (instantOf(full, clock) ?? startedAt);
  const dueAt = sooner(old ? instant(collectedAt + collectEveryMs) : null, fullAt);
  const late = dueAt !== null && moments.passed(dueAt, collectWithinMs);
  const doubted = doubtedSince !== null && moments.passed(doubtedSince, DOUBTED_MS);
  const { fullAt: expected, reliability } = forecast;
  const unsaid = expected === undefined || clock === null || reliability === "low" || visit !== null;
  if (unsaid) return { old, late, doubted, overflowSoon: false };
  const aheadMs = collectWithinMs * (warned ? TAKEN_BACK : 1);
  return { old, late, doubted, overflowSoon: moments.passed(instant(Math.ceil(expected - clock.offsetMs - aheadMs))) };
}
