import { instant, type Instant } from "../device/measure/time.ts";
import type { BinSite } from "./bin-site.ts";
import { litterInHour } from "./litter.ts";
import { USUAL_MAKE, type PressMake } from "./press-make.ts";

const CREW_AT_HOUR = 6;
const CREW_AFTER_MS = 600_000;
const MINUTE = 60_000;
/** A panel gives all it can. */
export const FULL_SUN_LUX = 110_000;

/** How fine this world is, and what people do in it. Coarser, it goes faster. */
export type Habits = {
  /** Sky, supply and clock of the world are looked at this often. */
  readonly lookMs: number;
  /** A still heap's echo is another one this often. */
  readonly echoMs: number;
  readonly people: boolean;
  /** Someone empties what is more than half full, each day at six. */
  readonly crew: boolean;
  /** Bins are fed from a lamp post, not from the sun. */
  readonly mains: boolean;
  readonly litter: typeof litterInHour;
  readonly make: PressMake;
};
export const USUAL_HABITS: Habits = {
  ...{ lookMs: MINUTE, echoMs: MINUTE, people: true, crew: true, mains: false, litter: litterInHour, make: USUAL_MAKE },
};

type Hour = {
  readonly seed: number;
  readonly hour: number;
  readonly localHour: number;
  readonly hourStart: number;
  readonly from: Instant;
};

/** What people do at a bin in an hour: each throw-in at its moment, and the crew, where there is one. */
export function planHour(
  { litter, crew }: Habits,
  bin: BinSite,
  { seed, hour, localHour, hourStart, from }: Hour,
  plan: (at: Instant, run: (at: Instant) => void) => void,
): void {
  for (const { at, looseMm } of litter(seed, bin.name, hour, localHour, hourStart)) {
    if (at < from) continue;
    plan(at, (now) => {
      bin.throwIn(looseMm, now);
    });
  }
  if (!crew || localHour !== CREW_AT_HOUR) return;
  plan(instant(Math.max(from, hourStart + CREW_AFTER_MS)), (now) => {
    bin.moveTo(now);
    if (bin.fillPct > 50) bin.collect(now);
  });
}
