import type { LampSettings } from "../../device/lamp/settings.ts";
import type { NeighbourWord } from "../../device/measure/neighbour.ts";

const MINUTE = 60_000;
type Sighting = { readonly place: number; readonly at: number };
type Lit = { readonly until: number; readonly near: boolean; readonly surely: boolean };
/** Someone came here; not `surely` where no cycle saw how long they stayed. */
export type Arrival = { readonly at: number; readonly surely: boolean };

/** What the other posts of a path told, found by looking back over all that was ever heard. Place 0 is here. */
export class NeighbourHistory {
  readonly #settings: LampSettings;
  /** In the order in which it was heard, without what was heard after something later. */
  readonly #sightings: Sighting[] = [];
  readonly #lit: Lit[] = [];
  #unsureAt = Number.NEGATIVE_INFINITY;

  constructor(settings: LampSettings) {
    this.#settings = settings;
  }

  arrived({ at, surely }: Arrival): void {
    if (surely) this.#see({ place: 0, at });
    else this.#unsureAt = at;
  }

  hear({ place, at: told }: NeighbourWord, now: number): void {
    const { holdMs, neighbours } = this.#settings;
    const at = Math.min(told, now);
    const ways = this.#see({ place, at }) ? this.#ways(place, at) : [0];
    const reached = ways.map((way) => Math.abs(place) <= this.#reach(way, place));
    if (!reached.includes(true)) return;
    const near = Math.abs(place) <= neighbours.nearHops;
    this.#lit.push({ until: at + holdMs, near, surely: !reached.includes(false) });
  }

  /** Every level that words may ask for now; 0 for none. */
  levels(now: number): readonly number[] {
    const { boostPct, neighbours } = this.#settings;
    const lit = this.#lit.filter(({ until }) => now < until);
    const levelOf = ({ near }: Lit): number => (near ? boostPct : neighbours.farPct);
    const least = Math.max(0, ...lit.filter(({ surely }) => surely).map(levelOf));
    return [least, ...lit.map(levelOf).filter((level) => level > least)];
  }

  /** false: it was heard after something later, and tells no way. */
  #see(seen: Sighting): boolean {
    const last = this.#sightings.at(-1);
    const isLate = last !== undefined && seen.place !== last.place && seen.at < this.#newestAt(last.place);
    if (!isLate) this.#sightings.push(seen);
    return !isLate;
  }

  /** Of the sightings at one place that came last, before those at another. */
  #newestAt(place: number, upTo = this.#sightings.length): number {
    let newest = Number.NEGATIVE_INFINITY;
    for (let index = upTo - 1; this.#sightings[index]?.place === place; index -= 1) {
      newest = Math.max(newest, this.#sightings[index]?.at ?? newest);
    }
    return newest;
  }

  /** By the last two places: 1 towards growing ones, -1 the other way, 0 not known. */
  #ways(place: number, at: number): readonly number[] {
    if (at - this.#unsureAt <= 2 * MINUTE) return [-1, 0, 1];
    const index = this.#sightings.findLastIndex((seen) => seen.place !== place);
    const before = this.#sightings[index];
    if (before === undefined || Math.abs(place - before.place) > 2) return [0];
    const between = this.#newestAt(place) - this.#newestAt(before.place, index + 1);
    return [between > MINUTE ? 0 : Math.sign(place - before.place)];
  }

  /** Whoever goes towards us has us ahead. */
  #reach(way: number, place: number): number {
    const { aheadHops, behindHops } = this.#settings.neighbours;
    if (way === 0) return Math.max(aheadHops, behindHops);
    return way > 0 === place < 0 ? aheadHops : behindHops;
  }
}
