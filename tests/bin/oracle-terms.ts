import type { BinReadings } from "../../device/bin/readings.ts";
import type { Digital } from "../../device/measure/samples.ts";
import type { Reading } from "../../device/measure/reading.ts";

/** Each contact by role as it was when it was last readable, for its counts. */
export type Counts = Map<string, Digital>;

const MUST_BE_CLOSED = ["chain", "hopperA", "hopperB", "doorA", "doorB", "binPresent"] as const;
const MUST_BE_CALM = ["eStop", "tilt"] as const;
const EVERY_CONTACT = [...MUST_BE_CLOSED, ...MUST_BE_CALM, "lockClosed", "key", "serviceA", "serviceB"] as const;

export function noteCounts(counts: Counts, readings: BinReadings): void {
  for (const role of EVERY_CONTACT) {
    const reading = readings[role];
    if (reading.ok) counts.set(role, reading.value);
  }
}

const steadily = (counts: Counts, role: string, reading: Reading<Digital>, active: boolean): boolean => {
  if (!reading.ok || reading.value.active !== active) return false;
  const was = counts.get(role) ?? reading.value;
  return active ? was.falls === reading.value.falls : was.rises === reading.value.rises;
};

/** G of the bin's table: every guard valid and closed, no opening edge since the last cycle. */
export function guardsClosed(counts: Counts, readings: BinReadings, fireAboveC: number): boolean {
  const { temperature } = readings;
  const cool = temperature.ok ? temperature.value <= fireAboveC : temperature.fault.cause === "absent";
  return (
    cool &&
    MUST_BE_CLOSED.every((role) => steadily(counts, role, readings[role], true)) &&
    MUST_BE_CALM.every((role) => steadily(counts, role, readings[role], false))
  );
}
export const locked = (counts: Counts, { lockClosed }: BinReadings) => steadily(counts, "lockClosed", lockClosed, true);
export const heldSteadily = (counts: Counts, role: "serviceA" | "serviceB", reading: Reading<Digital>) =>
  steadily(counts, role, reading, true);
/** A turn to AUTO and back within a cycle is a rise, too. */
export const keyAtService = (counts: Counts, { key }: BinReadings): boolean =>
  key.ok && key.value.active && (counts.get("key") ?? key.value).rises === key.value.rises;
export const keyAtAuto = (counts: Counts, { key }: BinReadings) => steadily(counts, "key", key, false);

/**
 * TOP valid and made by both contacts, BOTTOM valid and open, travel at most 25 mm where it is known. What the machine
 * suspects is not known here.
 */
export const topOk = (readings: BinReadings): boolean =>
  saysTop(readings) && says(readings.bottom, false) && !contradictsTravel(readings);
const saysTop = ({ top, topOpen }: BinReadings): boolean => says(top, true) && says(topOpen, false);
export const contradictsTravel = (readings: BinReadings): boolean =>
  saysTop(readings) && readings.ram.ok && Number(readings.ram.value.travelMm) > 25;
const says = (reading: Reading<Digital>, active: boolean) => reading.ok && reading.value.active === active;

export const fallsOf = (reading: Reading<Digital>): number | null => (reading.ok ? reading.value.falls : null);
