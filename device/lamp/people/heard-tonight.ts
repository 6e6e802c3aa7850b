import type { NeighbourWord } from "../../measure/neighbour.ts";
import { elapsed, seconds, type Instant } from "../../measure/time.ts";

/** How often someone came by each neighbour in one night. `night` is any number that is another one in each night. */
export type HeardTonight = {
  readonly night: number | null;
  readonly places: { readonly [place: string]: { readonly visits: number; readonly at: Instant } };
};

/** Words so far apart are two visits: someone who stays is told of every 5 s, and one of them may be lost. */
const VISIT_GAP_MS = seconds(12);

export const NOTHING_HEARD_TONIGHT: HeardTonight = { night: null, places: {} };

/** `night`: the number of the night now; another one than before begins to count from nothing. */
export function nextHeardTonight(was: HeardTonight, heard: readonly NeighbourWord[], night: number): HeardTonight {
  const base = was.night === night ? was : { night, places: {} };
  if (heard.length === 0) return base;
  let { places } = base;
  for (const { place, at } of heard) {
    const known = places[place];
    const isNew = known === undefined || elapsed(known.at, at) > VISIT_GAP_MS;
    const visits = (known?.visits ?? 0) + (isNew ? 1 : 0);
    places = { ...places, [place]: { visits, at: known !== undefined && known.at > at ? known.at : at } };
  }
  return { night, places };
}

/** Visits at the neighbour that counted most: with 20 of them, a sensor that saw nobody is not to be believed (5a, row 6). */
export const heardTonight = ({ places }: HeardTonight): number =>
  Math.max(0, ...Object.values(places).map(({ visits }) => visits));
