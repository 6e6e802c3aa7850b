import type { Json, Values } from "../../measure/decision.ts";
import type { Reading } from "../../measure/reading.ts";
import type { Digital } from "../../measure/samples.ts";
import type { Instant } from "../../measure/time.ts";
import type { EdgeCounts } from "../looking/guards.ts";
import type { BinReadings } from "../readings.ts";

/** Contacts of which a stop keeps what each of them said: both channels of each guard, and what else may stop a stroke. */
export const STOP_CONTACTS = [
  ...(["chain", "hopperA", "hopperB", "doorA", "doorB", "binPresent", "eStop", "tilt", "key"] as const),
  ...(["lockClosed", "top", "topOpen", "bottom"] as const),
] as const;
/** Of these, those that say by being inactive that a guard is open. */
const CLOSED_WHEN_ACTIVE = ["chain", "hopperA", "hopperB", "doorA", "doorB", "binPresent", "lockClosed"] as const;
const OPEN_WHEN_ACTIVE = ["eStop", "tilt", "key"] as const;

/** What everything that may stop a stroke says; what cannot be read is the word for why. */
export function allSeen(readings: BinReadings): Values {
  const { ram, current, battery } = readings;
  const contacts = Object.fromEntries(
    STOP_CONTACTS.map((name) => [name, said(readings[name], ({ active }) => active)]),
  );
  return {
    contacts,
    ramMm: said(ram, ({ travelMm }) => travelMm ?? "unknown"),
    driven: said(ram, ({ driven }) => driven),
    currentMa: said(current, (currentMa) => Math.round(currentMa)),
    batteryMv: said(battery, ({ voltageMv }) => Math.round(voltageMv)),
  };
}

function said<T>(reading: Reading<T>, says: (value: T) => Json): Json {
  return reading.ok ? says(reading.value) : reading.fault.cause;
}

/**
 * Since when the guard that opened first is open. null: none is, or it closed again within the cycle, and then its
 * opening has no moment. `seen`: the edge counts of the cycle before.
 */
export function openedAt(readings: BinReadings, seen: EdgeCounts, now: Instant): Instant | null {
  const edges = [
    ...CLOSED_WHEN_ACTIVE.map((name) => movedAt(readings[name], false, seen[name])),
    ...OPEN_WHEN_ACTIVE.map((name) => movedAt(readings[name], true, seen[name])),
  ].filter((at) => at !== null && at <= now);
  return edges.reduce((first, at) => (first === null || (at !== null && at < first) ? at : first), null);
}

/** Only what moved in this cycle: a key that has stood at SERVICE all day opened nothing. */
function movedAt(reading: Reading<Digital>, open: boolean, seen: number | null): Instant | null {
  if (!reading.ok || reading.value.active !== open) return null;
  const { falls, rises, changedAt } = reading.value;
  return (open ? rises : falls) === seen ? null : changedAt;
}

/** How far apart the two channels of a guard moved, ms: so far, where one has not moved yet. */
export function discrepancies(readings: BinReadings, now: Instant): Values {
  const { hopperA, hopperB, doorA, doorB } = readings;
  const [hopper, door] = [apartMs(hopperA, hopperB, now), apartMs(doorA, doorB, now)];
  return { ...(hopper === null ? {} : { hopperMs: hopper }), ...(door === null ? {} : { doorMs: door }) };
}

function apartMs(a: Reading<Digital>, b: Reading<Digital>, now: Instant): number | null {
  if (!a.ok || !b.ok) return null;
  if (a.value.active && b.value.active) return null;
  const [one, other] = [a.value.changedAt, b.value.changedAt];
  if (a.value.active === b.value.active) return one === null || other === null ? null : rounded(Math.abs(one - other));
  const since = a.value.active ? other : one;
  return since === null || since > now ? null : rounded(now - since);
}

/** Tenths of a millisecond: the kernel stamps edges finer than that, and nothing here needs it. */
export const rounded = (ms: number): number => Math.round(ms * 10) / 10;
