import type { FillLevel } from "../level/fill.ts";

/**
 * How much of a bin's room is used up. Counted in loose litter, not in height, because pressing makes height again and
 * no room: hundredths of a percent of the depth, whole numbers.
 */
export type Use = {
  /** Thrown in since the bin was emptied: all believed rises together. */
  readonly thrown: number;
  /** The level up to which rises have been counted; null: the next confirmed level only begins the counting. */
  readonly counted: number | null;
  /** The bin was emptied: what the next confirmed level finds in it counts as thrown in. */
  readonly fresh: boolean;
  /** What it takes until it is full; `learned`: it has been full once, so this is no assumption any more. */
  readonly takes: number;
  readonly learned: boolean;
};
const PER_PCT = 100;

/**
 * A press makes three bins of one, before anything is learned: what bins of this kind come to in practice (bins.md,
 * section 5: 2 to 8).
 */
const PRESSED_FACTOR = 3;
/** From one sample to the next nobody throws in a quarter of a bin: that is a bag before the sensor. Our choice. */
const RISE_MAX = 25 * PER_PCT;
/** A level that fell by so much has settled: rises count from there again. Below this it is the echo. Our choice. */
const SETTLED = 3 * PER_PCT;
/** A new experience counts for a third: two bad ones do not make a bin small. Our choice. */
const LEARN = 3;
/** Nothing believable is outside: from a third of the full line to fifteen times the depth. */
const TAKES_MIN = 20 * PER_PCT;
const TAKES_MAX = 1_500 * PER_PCT;

export const initialUse = (fullPct: number, presses: boolean): Use => ({
  ...{ thrown: 0, counted: null, fresh: false, learned: false },
  takes: Math.round(fullPct * PER_PCT * (presses ? PRESSED_FACTOR : 1)),
});

/** `hidden`: door open, ram out, or a sensor that is not believed. What changes meanwhile is no litter thrown in. */
export function nextUse(was: Use, level: FillLevel, hidden: boolean): Use {
  if (hidden) return was.counted === null ? was : { ...was, counted: null };
  if (level.quality !== "valid" || !level.confirmed) return was;
  const is = Math.round(level.fillPct * PER_PCT);
  if (was.counted === null) return { ...was, counted: is, fresh: false, thrown: was.fresh ? is : was.thrown };
  const rise = is - was.counted;
  if (rise > RISE_MAX || rise < -SETTLED) return { ...was, counted: is };
  return rise > 0 ? { ...was, counted: is, thrown: was.thrown + rise } : was;
}

export const emptiedUse = (was: Use): Use => ({ ...was, thrown: 0, counted: null, fresh: true });

/** It is full: so much it took this time. The first time, what was assumed before is forgotten. */
export function learntUse(was: Use): Use {
  const { takes, thrown, learned } = was;
  const is = learned ? takes + Math.round((thrown - takes) / LEARN) : thrown;
  return { ...was, learned: true, takes: Math.min(TAKES_MAX, Math.max(TAKES_MIN, is)) };
}

/**
 * Room that is left, in the unit of {@link Use}; null: nobody knows, because there is more in it than it ever took. A bin
 * that does not press has only what is left below `linePct`; null where it presses.
 */
export function leftOf({ thrown, takes, counted }: Use, linePct: number | null): number | null {
  const below = linePct === null || counted === null ? null : Math.max(0, Math.round(linePct * PER_PCT) - counted);
  return below ?? (thrown >= takes ? null : takes - thrown);
}
