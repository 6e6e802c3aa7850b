import type { NeighbourWord } from "../../measure/neighbour.ts";
import { elapsed, seconds, type Instant } from "../../measure/time.ts";

/** How often someone came by each neighbour in one night. `night` is any number that is another one in each night. */
export type HeardTonight = { readonly night: number | null; readonly places: readonly Visited[] };
type Visited = { readonly place: number; readonly visits: number; readonly at: Instant };

/** Words so far apart are two visits: someone who stays is told of every 5 s, and one of them may be lost. */
const VISIT_GAP_MS = seconds(12);

export const NOTHING_HEARD_TONIGHT: HeardTonight = { night: null, places: [] };

/** `night`: the number of the night now; another one than before begins to count from nothing. */
export function nextHeardTonight(was: HeardTonight, heard: readonly NeighbourWord[], night: number): HeardTonight {
  const base = was.night === night ? was : { night, places: [] };
  return heard.length === 0 ? base : { night, places: heard.reduce(withVisit, base.places) };
}

function withVisit(places: readonly Visited[], { place, at }: NeighbourWord): readonly Visited[] {
  const known = places.find((visited) => visited.place === place);
  if (known === undefined) return [...places, { place, visits: 1, at }];
  const visits = elapsed(known.at, at) > VISIT_GAP_MS ? known.visits + 1 : known.visits;
  const is = { place, visits, at: known.at > at ? known.at : at };
  return places.map((visited) => (visited === known ? is : visited));
}

/** Visits at the neighbour that counted most: with 20 of them, a sensor that saw nobody is not to be believed (5a, row 6). */
export const heardTonight = ({ places }: HeardTonight): number =>
  places.reduce((most, { visits }) => Math.max(most, visits), 0);
