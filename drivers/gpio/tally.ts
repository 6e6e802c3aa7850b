import type { Instant } from "../../device/measure/time.ts";
import type { Polled } from "./line.ts";

/**
 * What a line has done since start. Edges of a line alternate, so each one is what the one before was not: the kernel's
 * own word for a direction is the level a moment *after* the edge, and for a short pulse it is wrong.
 */
export type Tally = {
  readonly active: boolean;
  readonly rises: number;
  readonly falls: number;
  readonly riseAt: Instant | null;
  readonly changedAt: Instant | null;
  /** When the level told of an edge that had not come yet. One that comes and is no later was counted then. */
  readonly owed: readonly Instant[];
};

/** So many edges may be on their way. More is a line in a storm, where one counted twice is no matter. */
const OWED_MAX = 8;
const NOTHING: readonly Instant[] = [];

export const startTally = (active: boolean): Tally => ({
  active,
  rises: 0,
  falls: 0,
  riseAt: null,
  changedAt: null,
  owed: NOTHING,
});

/** A line that was opened anew: what it did meanwhile nobody knows. */
export const resumeTally = (was: Tally, active: boolean): Tally => ({ ...was, active, owed: NOTHING });

/**
 * Takes what the line gave. Pure; when nothing happened the same object comes back. The level was looked at after the
 * edges, at `askedAt`: where they contradict each other it is right, and an edge is on its way or was lost.
 */
export function count(was: Tally, { active, edges }: Polled, askedAt: Instant): Tally {
  let is = was;
  for (const { at, missed } of edges) {
    const owed = is.owed.filter((moment) => at <= moment);
    const known = owed.length > 0;
    is = turn({ ...is, owed: known ? owed.slice(1) : NOTHING }, known ? missed : missed + 1, at);
  }
  if (active === is.active) return is;
  return { ...turn(is, 1, askedAt), owed: [...is.owed, askedAt].slice(-OWED_MAX) };
}

/** So many edges, each the other way. Of those that were lost the moment is that of the next one. */
function turn(was: Tally, edges: number, at: Instant): Tally {
  if (edges === 0) return was;
  const rises = Math.floor((edges + (was.active ? 0 : 1)) / 2);
  return {
    ...was,
    active: edges % 2 === 0 ? was.active : !was.active,
    rises: was.rises + rises,
    falls: was.falls + edges - rises,
    riseAt: rises > 0 ? at : was.riseAt,
    changedAt: at,
  };
}
