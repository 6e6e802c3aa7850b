import type { AckMessage } from "../../contract/downlink.ts";
import { BOOTS_MAX, NEED_RANGES_MAX } from "../../contract/limits.ts";
import { covered } from "../../contract/watermark.ts";
import type { RecordClass } from "../../measure/decision.ts";
import { hours, minutes, type Millis } from "../../measure/time.ts";
import { holesOf, type Progress } from "./progress.ts";

export type NeedRange = [boot: string, of: RecordClass, from: number, to: number];
/** What is asked for again; `tries` counts how often already. */
export type Need = {
  readonly id: string;
  readonly expires: number;
  readonly ranges: readonly NeedRange[];
  readonly tries: number;
};
export type NeedPolicy = {
  /** How long a hole may stay before it is asked for. */
  readonly afterMs: Millis;
  /** How long a device has to answer at first; twice as long at each try. */
  readonly answerMs: Millis;
};

/** Longer than a backlog rests between two batches, shorter than anybody waits for a report. Our choice. */
export const NEED_POLICY: NeedPolicy = { afterMs: minutes(2), answerMs: minutes(10) };
/** A hole that nobody fills is asked for once a day, for ever: the device may be in a workshop. Our choice. */
export const NEED_ANSWER_MAX_MS = hours(24);
/**
 * How long a boot that is over and complete stays in the receipt after something of it came last: the device may not
 * have heard. Twice as long as it keeps what it has been given a receipt for.
 */
export const COMPLETE_STAYS_MS = hours(48);

/**
 * What came last first: of that the device certainly holds records. Its number says less, because a device without a memory
 * counts from 1 at each start.
 */
const latestFirst = (one: Progress, other: Progress): number =>
  other.touchedMs - one.touchedMs || other.bootCount - one.bootCount;

/** `dn/ack`: of these boots the latest {@link BOOTS_MAX}, which the device may still hold records of. */
export function receiptOf(progresses: readonly Progress[], need: Need | null, nowMs: number): AckMessage {
  const open = progresses.filter((progress) => progress.watermark > 0);
  const watermark: Record<string, Record<string, number>> = {};
  for (const progress of [...open].sort(latestFirst)) {
    const known = watermark[progress.boot];
    if (known === undefined && Object.keys(watermark).length === BOOTS_MAX) continue;
    watermark[progress.boot] = { ...known, [progress.class]: progress.watermark };
  }
  const asked = need === null || need.expires <= nowMs ? [] : need.ranges.filter((range) => isOpen(range, progresses));
  const needed = need === null || asked.length === 0 ? {} : { need: { ...idOf(need), ranges: asked } };
  return { v: 1, watermark, ...needed };
}

/** What to ask for now; the same object: as before. Latest holes first, as they are the likeliest to be there still. */
export function nextNeed(
  progresses: readonly Progress[],
  was: Need | null,
  policy: NeedPolicy,
  nowMs: number,
): Need | null {
  const isPending = was !== null && nowMs < was.expires && was.expires <= nowMs + NEED_ANSWER_MAX_MS;
  if (isPending && was.ranges.some((range) => isOpen(range, progresses))) return was;
  // A moment that is to come is of a clock that was wrong.
  const stuck = progresses.filter(({ movedMs }) => Math.abs(nowMs - movedMs) >= policy.afterMs);
  const ranges = [...stuck]
    .sort(latestFirst)
    .flatMap((progress) => holesOf(progress).map(([from, to]): NeedRange => [progress.boot, progress.class, from, to]))
    .slice(0, NEED_RANGES_MAX);
  if (ranges.length === 0) return null;
  const tries = was === null || !was.ranges.some((range) => isOpen(range, progresses)) ? 0 : was.tries + 1;
  const answerMs = Math.min(NEED_ANSWER_MAX_MS, policy.answerMs * 2 ** Math.min(tries, 16));
  return { id: `need-${nowMs}`, expires: nowMs + answerMs, ranges, tries };
}

/** Whether something of the range has not come yet. */
function isOpen([boot, of, from, to]: NeedRange, progresses: readonly Progress[]): boolean {
  const progress = progresses.find((each) => each.boot === boot && each.class === of);
  return progress !== undefined && covered(progress, [[from, to]]) !== progress;
}

const idOf = ({ id, expires }: Need) => ({ id, expires });
