import type { Report } from "../../measure/decision.ts";
import type { EvidenceEntry } from "../../measure/evidence.ts";
import type { Moments } from "../../measure/moments.ts";
import type { Instant } from "../../measure/time.ts";
import { nextAsked, NOBODY_ASKED, type Asked } from "./asked.ts";
import { initialDay, nextDay, type Day } from "./day.ts";
import { evidenceEntry } from "./entry.ts";
import { nextMoves, STILL, type Moves } from "./moves.ts";
import type { EvidenceSight, Said } from "./sight.ts";
import { initialStanding, nextStanding, type Standing } from "./standing.ts";
import { initialStops, nextStops, type Stops } from "./stops.ts";

/** All that the log carries from one cycle to the next. */
export type EvidenceState = {
  readonly standing: Standing;
  readonly stops: Stops;
  readonly moves: Moves;
  readonly asked: Asked;
  readonly day: Day;
};
export const initialEvidence = (now: Instant): EvidenceState => ({
  ...{ standing: initialStanding(now), stops: initialStops, moves: STILL, asked: NOBODY_ASKED, day: initialDay(now) },
});

export type Evidenced = {
  readonly state: EvidenceState;
  readonly entries: readonly EvidenceEntry[];
  /** The day that is over, for the city; null: none is. */
  readonly report: Report | null;
};

/** What of this cycle must be provable later. Looks on, and decides nothing. */
export function nextEvidence(was: EvidenceState, sight: EvidenceSight, moments: Moments): Evidenced {
  const { now } = moments;
  const standing = nextStanding(was.standing, sight, moments);
  const stops = nextStops(was.stops, sight, moments);
  const moves = nextMoves(was.moves, sight, now);
  const isMark = standing.state.aliveAt !== was.standing.aliveAt;
  const asked = nextAsked(was.asked, sight, isMark, now);
  const said = [standing, moves, stops, asked].flatMap((part) => part.said);
  const collections = sight.reports.filter(({ stream, kind }) => stream === "collection" && kind === "event");
  const all: readonly Said[] = [...said, ...collections.map(({ values }) => ["collection", values] as const)];
  const { full, down } = standing.state;
  const news = { strokes: count(all, "stroke"), safetyStops: count(all, "stop"), collections: emptied(collections) };
  const { day, report } = nextDay(was.day, { full, down: down !== null }, news, sight.readings, moments);
  const state = { standing: standing.state, stops: stops.state, moves: moves.state, asked: asked.state, day };
  return {
    state: isSame(was, state) ? was : state,
    entries: all.map(([what, values]) => evidenceEntry(what, values, sight.readings, now)),
    report,
  };
}

const count = (said: readonly Said[], word: Said[0]): number => said.filter(([what]) => what === word).length;
/** Of those who had the door open, the ones who took something out. */
const emptied = (collections: readonly Report[]): number =>
  collections.filter(({ values: { result } }) => result === "collected" || result === "partlyEmptied").length;

const isSame = (was: EvidenceState, is: EvidenceState): boolean =>
  was.standing === is.standing &&
  was.stops === is.stops &&
  was.moves === is.moves &&
  was.asked === is.asked &&
  was.day === is.day;
