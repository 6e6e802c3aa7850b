import { instant, type Instant } from "../device/measure/time.ts";
import { between, chance } from "./random.ts";

/** Someone on the path at constant speed. `towards` 1 walks to growing metres. */
export type Person = {
  readonly id: number;
  readonly speedMps: number;
  readonly towards: 1 | -1;
  readonly fromM: number;
  readonly since: Instant;
  readonly until: Instant;
};

/** The path goes on beyond the outer posts. */
const APPROACH_M = 30;
/** So many turn off the path somewhere on it, into a house or a side street. Our choice. */
const TURN_OFF_SHARE = 0.1;
/** A usual walk. */
const GUEST_MPS = 1.4;
const HOUR = 3_600_000;

/**
 * People an hour by hour of the local day. Our choice: a residential path with about 100 passages in a winter night
 * (15 to 8 o'clock), most before midnight.
 */
const ARRIVALS = [3, 2, 1, 1, 1, 2, 6, 12, 14, 8, 6, 6, 8, 8, 8, 10, 14, 16, 14, 12, 9, 8, 6, 4];

/** Everyone who sets out in one hour, in order of moment. `hourStart` is its first moment on the world's clock. */
export function arrivals(
  seed: number,
  hour: number,
  localHour: number,
  hourStart: number,
  lengthM: number,
): readonly Person[] {
  const mean = ARRIVALS[localHour % 24] ?? 0;
  const people: Person[] = [];
  let at = hourStart;
  for (let i = 0; i < 10 * mean; i++) {
    at += (-Math.log(1 - chance(seed, "gap", hour * 1_000 + i)) * HOUR) / mean;
    if (at >= hourStart + HOUR) break;
    people.push(person(seed, hour * 1_000 + i, Math.round(at), lengthM));
  }
  return people;
}

export function person(seed: number, id: number, at: number, lengthM: number): Person {
  const towards = chance(seed, "direction", id) < 0.5 ? 1 : -1;
  const speedMps = speedOf(seed, id);
  const fromM = towards === 1 ? -APPROACH_M : lengthM + APPROACH_M;
  const wayM =
    (lengthM + 2 * APPROACH_M) * (chance(seed, "leaves", id) < TURN_OFF_SHARE ? chance(seed, "where", id) : 1);
  const until = instant(Math.round(at + (wayM / speedMps) * 1_000));
  return { id, speedMps, towards, fromM, since: instant(at), until };
}

/** Two in three walk, some run, some ride, some have a stick. */
function speedOf(seed: number, id: number): number {
  const kind = chance(seed, "kind", id);
  const share = chance(seed, "speed", id);
  if (kind < 0.05) return between(0.5, 0.9, share);
  if (kind < 0.7) return between(1.1, 1.7, share);
  return kind < 0.85 ? between(2.2, 3.5, share) : between(4, 7, share);
}

export const placeM = ({ fromM, towards, speedMps, since }: Person, now: Instant): number =>
  fromM + (towards * speedMps * (now - since)) / 1_000;

/** When the person is within `reachM` of a place: from, to. null: they turn off before. */
export function within(one: Person, atM: number, reachM: number): readonly [Instant, Instant] | null {
  const { fromM, towards, speedMps, since, until } = one;
  const middle = since + ((atM - fromM) * towards * 1_000) / speedMps;
  const half = (reachM * 1_000) / speedMps;
  const from = instant(Math.round(middle - half));
  return from >= until ? null : [from, instant(Math.min(until, Math.round(middle + half)))];
}

/** Someone who walks the whole path at 1.4 m/s, whatever chance would have had them do. */
export function guest(seed: number, id: number, at: Instant, lengthM: number): Person {
  const walkMs = ((lengthM + 2 * APPROACH_M) / GUEST_MPS) * 1_000;
  return { ...person(seed, id, at, lengthM), speedMps: GUEST_MPS, until: instant(Math.round(at + walkMs)) };
}
