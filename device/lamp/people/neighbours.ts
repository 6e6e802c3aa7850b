import type { Moments } from "../../measure/moments.ts";
import type { NeighbourWord } from "../../measure/neighbour.ts";
import { elapsed, seconds, type Instant } from "../../measure/time.ts";
import { percent, type Percent } from "../../measure/units.ts";
import type { LampSettings } from "../settings.ts";

/** Where someone was seen: `place` as of a {@link NeighbourWord}, and 0 is here. */
export type Sighting = { readonly place: number; readonly at: Instant };
/**
 * What the words of other posts come to. A word lights this post when it comes, by the way that someone was going then;
 * nothing that is heard later takes that light away, and silence only lets the hold run out.
 */
export type Neighbourhood = {
  /** The newest words that light this post: from near, in full; from further away, at the far level. */
  readonly nearAt: Instant | null;
  readonly farAt: Instant | null;
  /** The last two places at which someone was seen, the newest word of each. */
  readonly last: Sighting | null;
  readonly before: Sighting | null;
};

/** Two sightings so far apart are no longer one way: 22 m from post to post at 0.5 m/s, and a third more (our choice). */
const ONE_WAY_MS = seconds(60);
/** A sensor may miss someone; nobody passes two posts unseen. Sightings further apart than this are two people. */
const STEP_MAX = 2;

export const NOBODY_ALONG: Neighbourhood = { nearAt: null, farAt: null, last: null, before: null };

/** `ownMotionBegan`: someone has just come here, in this cycle. Words are taken in the order in which they came. */
export function nextNeighbours(
  was: Neighbourhood,
  heard: readonly NeighbourWord[],
  ownMotionBegan: boolean,
  settings: LampSettings,
  moments: Moments,
): Neighbourhood {
  let is = was;
  for (const { place, at } of heard) is = afterWord(is, { place, at: notAfter(at, moments.now) }, settings);
  return ownMotionBegan ? seenAt(is, { place: 0, at: moments.now }) : is;
}

/** What the neighbours ask for; null: nothing. It is one of the terms of which the largest wins, so it never dims. */
export function neighbourLevel(
  { nearAt, farAt }: Neighbourhood,
  { boostPct, holdMs, neighbours }: LampSettings,
  moments: Moments,
): Percent | null {
  const isNear = nearAt !== null && !moments.passed(nearAt, holdMs);
  const isFar = farAt !== null && !moments.passed(farAt, holdMs);
  if (!isNear && !isFar) return null;
  return percent(Math.max(isNear ? boostPct : 0, isFar ? neighbours.farPct : 0));
}

function afterWord(was: Neighbourhood, word: Sighting, { neighbours }: LampSettings): Neighbourhood {
  const is = seenAt(was, word);
  const { aheadHops, behindHops, nearHops } = neighbours;
  const hops = Math.abs(word.place);
  const towardsUs = wayOf(is, word) * -Math.sign(word.place);
  const reach = towardsUs === 0 ? Math.max(aheadHops, behindHops) : towardsUs > 0 ? aheadHops : behindHops;
  if (hops > reach) return is;
  return hops <= nearHops ? { ...is, nearAt: newer(is.nearAt, word.at) } : { ...is, farAt: newer(is.farAt, word.at) };
}

function seenAt(was: Neighbourhood, seen: Sighting): Neighbourhood {
  if (was.last === null || was.last.place === seen.place) return { ...was, last: later(was.last, seen) };
  // Heard after what came later: it lights, and tells no way.
  if (seen.at < was.last.at) return was;
  return { ...was, before: was.last, last: seen };
}

/** 1: someone goes towards growing places; -1: the other way; 0: not known. */
function wayOf({ last, before }: Neighbourhood, word: Sighting): number {
  if (last === null || before === null || last.place !== word.place) return 0;
  const step = last.place - before.place;
  if (Math.abs(step) > STEP_MAX || elapsed(before.at, last.at) > ONE_WAY_MS) return 0;
  return Math.sign(step);
}

const later = (was: Sighting | null, seen: Sighting): Sighting => (was !== null && was.at >= seen.at ? was : seen);
const newer = (was: Instant | null, at: Instant): Instant => (was !== null && was > at ? was : at);
/** Their clock may have been measured a little too fast. */
const notAfter = (at: Instant, now: Instant): Instant => (at < now ? at : now);
