import { COUNTER_WINDOW } from "../../contract/limits.ts";

/**
 * Which counters of one key were taken: all that lie {@link COUNTER_WINDOW} or more below `top`, and those in `taken`, a
 * list of how far below `top` each stands. As RFC 4303, 3.4.3, which has a bitmap where this has a list.
 */
export type Window = { readonly top: number; readonly taken: readonly number[] };

/** null: it was taken before, or is too old to tell. `was` null: the first of this key. */
export function withCounter(was: Window | null, counter: number): Window | null {
  if (was === null) return { top: counter, taken: [0] };
  const ahead = counter - was.top;
  if (ahead > 0) {
    const still = was.taken.map((below) => below + ahead).filter((below) => below < COUNTER_WINDOW);
    return { top: counter, taken: [0, ...still] };
  }
  if (-ahead >= COUNTER_WINDOW || was.taken.includes(-ahead)) return null;
  return { top: was.top, taken: [...was.taken, -ahead] };
}

/** As if everything up to `counter` had been taken: where what was taken is not known any more. */
export const floorAt = (counter: number): Window => ({
  top: counter,
  taken: Array.from({ length: COUNTER_WINDOW }, (_, below) => below),
});
