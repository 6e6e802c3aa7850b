import type { Instant } from "./time.ts";

/**
 * That someone moves at another post of the same path, as it was heard: authentic, in sequence and not too old, which is
 * link's to see to. `place` is where that post stands along the path, counted in posts from here: 2 is the second one on
 * the side that the config calls ahead, -1 the next on the other side; never 0. `at` is when it was seen there, on our
 * monotonic clock.
 */
export type NeighbourWord = {
  readonly source: string;
  readonly place: number;
  readonly at: Instant;
};

/** To be told to the neighbours now: someone moves here. What is not told within a second is not told at all. */
export type NeighbourCall = { readonly at: Instant };
