import { litterInHour, type Throw } from "../litter.ts";
import { chance } from "../random.ts";

const DAY_HOURS = 24;
/** 1970-01-01 was a Thursday. */
const FIRST_DAY = 3;
/** Busier towards the weekend, from Monday on. Our choice; its mean is about 1. */
const WEEKDAYS = [0.75, 0.8, 0.85, 0.9, 1.25, 1.4, 1.05];
/** Of 60 throw-ins a day: from a quiet corner to a square. Our choice. */
const QUIET = 0.25;
const BUSY = 0.85;

/** Throw-ins of an hour with a weekday's pattern, at a bin that is more or less busy than others. */
export function litterInWeek(
  seed: number,
  bin: string,
  hour: number,
  localHour: number,
  hourStart: number,
): readonly Throw[] {
  const day = Math.floor(hour / DAY_HOURS) + FIRST_DAY;
  const busy = QUIET + (BUSY - QUIET) * chance(seed, `busy ${bin}`, 0);
  return litterInHour(seed, bin, hour, localHour, hourStart, busy * (WEEKDAYS[day % WEEKDAYS.length] ?? 1));
}
