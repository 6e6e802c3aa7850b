import { ownOf } from "../own-of.ts";
import { elapsed, minutes, type Instant } from "../../measure/time.ts";
import type { Word } from "./payload.ts";

/** The newest word of each post that was heard of. `at`: when someone was seen there; `heardAt`: when we heard it. */
export type Sources = { readonly [name: string]: Source };
type Source = {
  readonly boot: number;
  readonly n: number;
  readonly via: string;
  readonly at: Instant;
  readonly heardAt: Instant;
};
export type Sequenced =
  | { readonly ok: true; readonly sources: Sources }
  | { readonly ok: false; readonly refused: "replayed" | "duplicate" | "flooded" };

/**
 * A post tells of itself every 2 s at most (lighting 5b, row 8). A quarter of a second less, because its moments come
 * through clocks that were measured over a network.
 */
export const TOLD_APART_MS = 1_750;
/** Twice the posts within 8 hops either way. */
const SOURCES_MAX = 32;
/** A word of longer ago is refused by its age, so its number need not be remembered. */
const FORGET_MS = minutes(10);

/** Takes a word that is fresh: in its sequence, once, and not too soon after the one before. */
export function nextSource(was: Sources, word: Word, at: Instant, now: Instant): Sequenced {
  const found = ownOf(was, word.source);
  const known = found !== undefined && elapsed(found.heardAt, now) <= FORGET_MS ? found : undefined;
  if (known !== undefined) {
    if (word.sourceBoot < known.boot) return { ok: false, refused: "replayed" };
    if (word.sourceBoot === known.boot && word.n <= known.n) {
      const isOtherWay = word.n === known.n && word.via !== known.via;
      return { ok: false, refused: isOtherWay ? "duplicate" : "replayed" };
    }
    if (elapsed(known.at, at) < TOLD_APART_MS) return { ok: false, refused: "flooded" };
  }
  const sources = found === undefined && Object.keys(was).length >= SOURCES_MAX ? forgetting(was, now) : was;
  if (Object.keys(sources).length >= SOURCES_MAX && found === undefined) return { ok: false, refused: "flooded" };
  const { source, sourceBoot: boot, n, via } = word;
  return { ok: true, sources: { ...sources, [source]: { boot, n, via, at, heardAt: now } } };
}

const forgetting = (was: Sources, now: Instant): Sources =>
  Object.fromEntries(Object.entries(was).filter(([, { heardAt }]) => elapsed(heardAt, now) <= FORGET_MS));
