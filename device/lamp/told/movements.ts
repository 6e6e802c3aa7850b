import { hours, minutes, type Millis } from "../../measure/time.ts";

/**
 * So many movements within so long, in order and without gaps. `count` null: fewer than {@link TOLD_LEAST}, and no number
 * that small ever leaves the post.
 */
export type Movements = { readonly forMin: number; readonly count: number | null };
/** Closed parts of a day, and the one that is being counted. Whole numbers and no moment, so that it survives a restart. */
export type Counting = {
  readonly closed: readonly Movements[];
  /** What has run since the last closed part, and how many came in it. */
  readonly openMs: number;
  readonly count: number;
};

/** k of row 21: two people in an hour are two people. */
export const TOLD_LEAST = 3;
/** Row 21. */
export const PART_LEAST_MS: Millis = minutes(15);
/** Our choice: with an hour, 35 days of a busy post stay below half of control's memory. */
export const PART_MS: Millis = hours(1);
/** Our choice: two days of them; a day that does not end because the clock is lost goes on in its last part. */
const PARTS_MAX = 48;

export const NO_MOVEMENTS: Counting = { closed: [], openMs: 0, count: 0 };

/** After so long: an hour that ended with three or more is closed, one with fewer goes on. */
export function counted(was: Counting, passedMs: number): Counting {
  if (passedMs === 0) return was;
  const openMs = was.openMs + passedMs;
  const endMs = (Math.floor(was.openMs / PART_MS) + 1) * PART_MS;
  if (openMs < endMs || was.count < TOLD_LEAST || was.closed.length === PARTS_MAX) return { ...was, openMs };
  const part = { forMin: endMs / MS_A_MINUTE, count: was.count };
  return { closed: [...was.closed, part], openMs: openMs - endMs, count: 0 };
}

/** As they are told when the day is over. A rest too short to be a part of its own belongs to the one before. */
export function toldMovements({ closed, openMs, count }: Counting): readonly Movements[] {
  const restMin = Math.floor(openMs / MS_A_MINUTE);
  const last = closed.at(-1);
  if (restMin === 0 && count === 0) return closed;
  if (openMs < PART_LEAST_MS && last !== undefined) {
    const joined = { forMin: last.forMin + restMin, count: (last.count ?? 0) + count };
    return [...closed.slice(0, -1), joined];
  }
  return [...closed, { forMin: restMin, count: count < TOLD_LEAST ? null : count }];
}

const MS_A_MINUTE = 60_000;
