import type { Moments } from "../../measure/moments.ts";
import type { NeighbourCall, NeighbourWord } from "../../measure/neighbour.ts";
import type { Reading } from "../../measure/reading.ts";
import type { Motion } from "../../measure/samples.ts";
import type { LampSettings } from "../settings.ts";
import { nextCalls, NOT_CALLED, type Calls } from "./calls.ts";
import { heardTonight, nextHeardTonight, NOTHING_HEARD_TONIGHT, type HeardTonight } from "./heard-tonight.ts";
import { NOBODY, nextPresence, type Presence } from "./motion.ts";
import { nextNeighbours, NOBODY_ALONG, type Neighbourhood } from "./neighbours.ts";
import { doubtOf, INITIAL_JUDGE, nextPirJudge, type PirDoubt, type PirJudge, type SilentNights } from "./pir-judge.ts";

/** Who is here and along the path, and whether the sensor that says so is to be believed. */
export type People = {
  readonly presence: Presence;
  readonly judge: PirJudge;
  readonly along: Neighbourhood;
  readonly heardTonight: HeardTonight;
  readonly calls: Calls;
};
export type PeopleNow = {
  readonly people: People;
  readonly doubt: PirDoubt | null;
  /** What the neighbours are to hear; null: nothing. */
  readonly call: NeighbourCall | null;
};

export const NOBODY_KNOWN: People = {
  presence: NOBODY,
  judge: INITIAL_JUDGE,
  along: NOBODY_ALONG,
  heardTonight: NOTHING_HEARD_TONIGHT,
  calls: NOT_CALLED,
};

/** What was kept of the nights before this start. */
export const withNights = (people: People, nights: SilentNights): People => ({
  ...people,
  judge: { ...people.judge, nights },
});

/** `night`: as of {@link nextPirJudge}. Neighbours hear of people at night alone, and only from a sensor that is believed. */
export function nextPeople(
  was: People,
  motion: Reading<Motion>,
  heard: readonly NeighbourWord[],
  isNight: boolean,
  night: number | null,
  settings: LampSettings,
  moments: Moments,
): PeopleNow {
  const presence = nextPresence(was.presence, motion, settings, moments);
  const isHere = presence.here || presence.lastAt !== was.presence.lastAt;
  const began = isHere && !was.presence.here;
  const along = nextNeighbours(was.along, heard, began, settings, moments);
  const tonight = night === null ? was.heardTonight : nextHeardTonight(was.heardTonight, heard, night);
  const judge = nextPirJudge(was.judge, motion, night, visitsSince(was.heardTonight, tonight), moments);
  const doubt = doubtOf(judge, motion, moments);
  const { calls, call } = nextCalls(was.calls, isHere && isNight && doubt === null, began, moments);
  const same =
    presence === was.presence &&
    judge === was.judge &&
    along === was.along &&
    tonight === was.heardTonight &&
    calls === was.calls;
  return { people: same ? was : { presence, judge, along, heardTonight: tonight, calls }, doubt, call };
}

function visitsSince(was: HeardTonight, is: HeardTonight): number {
  return is === was ? 0 : heardTonight(is) - (is.night === was.night ? heardTonight(was) : 0);
}
