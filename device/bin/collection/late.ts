import type { WallClock } from "../../measure/time.ts";
import { instant, sooner } from "../../measure/time.ts";
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
};

/** A forecast that moves to and fro from hour to hour takes nothing back before it is later by half as much. Our choice. */
const TAKEN_BACK = 1.5;

/** Moments that nobody knows, because they were before a power cut and no clock tells, count from the start. */
export function careNow(
  { since, full, forecast, startedAt }: Collecting,
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
  const { fullAt: expected, reliability } = forecast;
  if (expected === undefined || clock === null || reliability === "low") return { old, late, overflowSoon: false };
  const aheadMs = collectWithinMs * (warned ? TAKEN_BACK : 1);
  return { old, late, overflowSoon: moments.passed(instant(Math.ceil(expected - clock.offsetMs - aheadMs))) };
}
