import type { Moments } from "../../measure/moments.ts";
import type { Reading } from "../../measure/reading.ts";
import type { Motion } from "../../measure/samples.ts";
import type { LampSettings } from "../settings.ts";
import { NOBODY, nextPresence, type Presence } from "./motion.ts";
import { doubtOf, INITIAL_JUDGE, nextPirJudge, type PirDoubt, type PirJudge, type SilentNights } from "./pir-judge.ts";

/** Who is here, and whether the sensor that says so is to be believed. */
export type People = { readonly presence: Presence; readonly judge: PirJudge };
export type PeopleNow = { readonly people: People; readonly doubt: PirDoubt | null };

export const initialPeople = (): People => ({ presence: NOBODY, judge: INITIAL_JUDGE });

/** What was kept of the nights before this start. */
export const remembering = (people: People, nights: SilentNights): People => ({
  ...people,
  judge: { ...people.judge, nights },
});

/** `night` and `heard` as of {@link nextPirJudge}. */
export function nextPeople(
  was: People,
  motion: Reading<Motion>,
  night: number | null,
  heard: number,
  settings: LampSettings,
  moments: Moments,
): PeopleNow {
  const presence = nextPresence(was.presence, motion, settings, moments);
  const judge = nextPirJudge(was.judge, motion, night, heard, moments);
  const people = presence === was.presence && judge === was.judge ? was : { presence, judge };
  return { people, doubt: doubtOf(judge, motion, moments) };
}
