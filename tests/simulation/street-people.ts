import type { LampSettings } from "../../device/lamp/settings.ts";
import { CYCLE_MS, grid } from "./street-reference.ts";

export type Span = { readonly from: number; readonly to: number; readonly levelPct: number };
/** Someone counted at a post from `from` until `to`, as its controller saw it; the hold counts from `lastAt`. */
export type Presence = { readonly from: number; readonly to: number; readonly lastAt: number };

/** A pulse counts when it lasted for the least time at the look that finds it over, or while it goes on. */
export function presences(
  sights: readonly (readonly [at: number, active: boolean])[],
  minActiveMs: number,
): readonly Presence[] {
  const found: Presence[] = [];
  let on: number | null = null;
  sights.forEach(([at, active], index) => {
    if (active) {
      on ??= at;
      return;
    }
    const next = sights[index + 1];
    // The gap lay between two looks.
    if (on === null || (next !== undefined && grid(next[0]) <= grid(at))) return;
    const [long, over] = [grid(on + minActiveMs), grid(at)];
    if (long < over) found.push({ from: long, to: over, lastAt: over });
    else if (over - on >= minActiveMs) found.push({ from: over, to: over, lastAt: on });
    on = null;
  });
  return found;
}

const AGAIN_MS = 2_000;
const STAYS_MS = 5_000;

/** When a post tells the others: as someone comes, at most every 2 s, and every 5 s while they stay; at night alone. */
export function callsOf(
  present: readonly Presence[],
  isNight: (at: number) => boolean,
  until: number,
): readonly number[] {
  const calls: number[] = [];
  for (const { from, to } of present) {
    const before = calls.at(-1) ?? -Infinity;
    let at = from >= before + AGAIN_MS ? from : before + STAYS_MS;
    while (at <= Math.min(to, until)) {
      if (isNight(at)) {
        calls.push(at);
        at += STAYS_MS;
      } else at += CYCLE_MS;
    }
  }
  return calls;
}

type Sighting = { readonly place: number; readonly at: number; readonly taken: number; readonly order: number };
/** Row 8, and the two choices of ours that it needs: two sightings further apart in time or place are no way. */
const ONE_WAY_MS = 60_000;
const STEP_MAX = 2;

/** What the words of the others light at a post: whoever comes towards it further ahead than whoever goes away. */
export function lightFrom(
  calls: readonly (readonly number[])[],
  post: number,
  present: readonly Presence[],
  { neighbours, holdMs, boostPct }: LampSettings,
): readonly Span[] {
  const { aheadHops, behindHops, nearHops, farPct } = neighbours;
  const furthest = Math.max(aheadHops, behindHops);
  const lit: Span[] = [];
  const known: Sighting[] = [];
  for (const seen of sightingsOf(calls, post, present, furthest)) {
    const last = known.at(-1);
    const isLate = last !== undefined && last.place !== seen.place && seen.at < last.at;
    if (!isLate) known.push(seen);
    if (seen.place === 0) continue;
    const hops = Math.abs(seen.place);
    const step = isLate ? 0 : stepTo(seen, known);
    const comes = step === 0 ? null : Math.sign(step) !== Math.sign(seen.place);
    if (hops > (comes === null ? furthest : comes ? aheadHops : behindHops)) continue;
    lit.push({ from: seen.taken, to: grid(seen.at + holdMs), levelPct: hops <= nearHops ? boostPct : farPct });
  }
  return lit;
}

/** From the last other place to this one; 0: no way is known. */
function stepTo(seen: Sighting, known: readonly Sighting[]): number {
  const before = known.findLast(({ place }) => place !== seen.place);
  if (before === undefined) return 0;
  const step = seen.place - before.place;
  return Math.abs(step) > STEP_MAX || seen.at - before.at > ONE_WAY_MS ? 0 : step;
}

/** In the order in which the post takes them: words that came within a look first, the nearer ones before, then its own. */
function sightingsOf(
  calls: readonly (readonly number[])[],
  post: number,
  present: readonly Presence[],
  furthest: number,
): readonly Sighting[] {
  const own = present.map(({ from }) => ({ place: 0, at: from, taken: from, order: Infinity }));
  const words = calls.flatMap((times, other) => {
    const place = other - post;
    if (place === 0 || Math.abs(place) > furthest) return [];
    return times.map((at) => ({ place, at, taken: at + CYCLE_MS, order: Math.abs(place) + (place > 0 ? 0.5 : 0) }));
  });
  return [...own, ...words].sort((a, b) => a.taken - b.taken || a.order - b.order);
}
