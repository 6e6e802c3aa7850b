import type { Instant } from "../../device/measure/time.ts";

/** What an input pin has done since start, by its voltage: what is active at low is turned round by the part. */
export type InputTally = {
  readonly high: boolean;
  readonly rises: number;
  readonly falls: number;
  readonly riseAt: Instant | null;
  readonly fallAt: Instant | null;
};

/** Takes one report of a pin's level. Pure. The first one is no edge, and the same again is none. */
export function count(was: InputTally | undefined, high: boolean, at: Instant): InputTally {
  if (was === undefined) return { high, rises: 0, falls: 0, riseAt: null, fallAt: null };
  if (was.high === high) return was;
  return high ? { ...was, high, rises: was.rises + 1, riseAt: at } : { ...was, high, falls: was.falls + 1, fallAt: at };
}

/** Counts go on over a board that was lost and is back: what it did meanwhile nobody knows. */
export function joined(before: InputTally | undefined, since: InputTally): InputTally {
  if (before === undefined) return since;
  return {
    high: since.high,
    rises: before.rises + since.rises,
    falls: before.falls + since.falls,
    riseAt: since.riseAt ?? before.riseAt,
    fallAt: since.fallAt ?? before.fallAt,
  };
}
