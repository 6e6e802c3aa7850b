import type { Digital } from "../../measure/samples.ts";
import type { Reading } from "../../measure/reading.ts";
import type { BinReadings } from "../readings.ts";

/** Contacts whose opening edge ends a stroke, however short it was. */
export const GUARD_CONTACTS = ["chain", "hopperA", "hopperB", "doorA", "doorB", "binPresent"] as const;
/** Contacts that must stay open; a closing edge counts. */
export const ALARM_CONTACTS = ["eStop", "tilt"] as const;
export type Edged =
  (typeof GUARD_CONTACTS)[number] | (typeof ALARM_CONTACTS)[number] | ("lockClosed" | "key" | "serviceA" | "serviceB");
/** Edge counts as last seen; null: not known, so the next value is no edge. */
export type EdgeCounts = Readonly<Record<Edged, number | null>>;

/** What the contacts say in this cycle. A contact that cannot be read is neither closed nor open. */
export type Guards = {
  /** G: chain, hopper, door, bin, no emergency stop, no fire, no tilt, and no opening edge since the last cycle. */
  readonly good: boolean;
  /** What keeps G from holding, for a person; empty when it holds. */
  readonly missing: string;
  /** All of G but the chain, which the hardware may hold open for a reason of its own. */
  readonly allButChain: boolean;
  readonly lock: boolean;
  readonly auto: boolean;
  /** The key stands at SERVICE, and has not left it since the last cycle. */
  readonly atService: boolean;
  /** The crew's two buttons: held without a break since the last cycle, and both let go of. */
  readonly holdsA: boolean;
  readonly holdsB: boolean;
  readonly offB: boolean;
  readonly handsOff: boolean;
  readonly eStop: boolean;
  readonly tilted: boolean;
  readonly burning: boolean;
  readonly topValid: boolean;
  readonly topMade: boolean;
  readonly bottomMade: boolean;
  /** The travel is known, and says that the ram is away from its top whatever TOP says. */
  readonly far: boolean;
  /** TOP valid and made, BOTTOM not, no limit under suspicion, and the travel says nothing else. */
  readonly topOk: boolean;
  readonly doorOpen: boolean;
  readonly doorClosed: boolean;
  readonly hopperOpen: boolean;
  readonly hopperClosed: boolean;
};

/** TOP is made within so much of the end; a travel beyond it contradicts a TOP that is made. Our choice. */
const NEAR_TOP_MM = 25;

export const isOn = (reading: Reading<Digital>): boolean => reading.ok && reading.value.active;
export const isOff = (reading: Reading<Digital>): boolean => reading.ok && !reading.value.active;

/** Of a contact that cannot be read the last count stays, so that no edge hides behind a fault. */
export function countEdges(was: EdgeCounts, readings: BinReadings): EdgeCounts {
  const falls = (name: Edged) => (readings[name].ok ? readings[name].value.falls : was[name]);
  const rises = (name: Edged) => (readings[name].ok ? readings[name].value.rises : was[name]);
  return {
    ...{ chain: falls("chain"), hopperA: falls("hopperA"), hopperB: falls("hopperB"), doorA: falls("doorA") },
    ...{ doorB: falls("doorB"), binPresent: falls("binPresent"), lockClosed: falls("lockClosed") },
    ...{ eStop: rises("eStop"), tilt: rises("tilt"), key: rises("key") },
    ...{ serviceA: falls("serviceA"), serviceB: falls("serviceB") },
  };
}

export function lookAtGuards(readings: BinReadings, seen: EdgeCounts, burning: boolean, suspect: boolean): Guards {
  const counts = countEdges(seen, readings);
  const edge = (name: Edged) => seen[name] !== null && counts[name] !== seen[name];
  const missing = [
    ...GUARD_CONTACTS.filter((name) => !isOn(readings[name]) || edge(name)),
    ...ALARM_CONTACTS.filter((name) => !isOff(readings[name]) || edge(name)),
    ...(burning ? ["fire"] : []),
    ...(mayHideFire(readings.temperature) ? ["temperature"] : []),
  ];
  const { top, topOpen, bottom, hopperA, hopperB, doorA, doorB, serviceA, serviceB } = readings;
  const far = isFar(readings.ram);
  const topValid = top.ok && topOpen.ok && top.value.active !== topOpen.value.active;
  const topMade = topValid && top.value.active;
  return {
    ...{ good: missing.length === 0, missing: missing.join(", "), burning },
    allButChain: missing.every((name) => name === "chain"),
    ...{ lock: isOn(readings.lockClosed) && !edge("lockClosed"), auto: isOff(readings.key) && !edge("key") },
    ...{ atService: isOn(readings.key) && !edge("key"), handsOff: isOff(serviceA) && isOff(serviceB) },
    ...{ holdsA: isOn(serviceA) && !edge("serviceA"), holdsB: isOn(serviceB) && !edge("serviceB") },
    ...{ offB: isOff(serviceB) },
    ...{ eStop: isOn(readings.eStop) || edge("eStop"), tilted: isOn(readings.tilt) },
    ...{ topValid, topMade, bottomMade: isOn(bottom), topOk: topMade && isOff(bottom) && !suspect && !far },
    far,
    ...{ doorOpen: isOff(doorA) || isOff(doorB), doorClosed: isOn(doorA) && isOn(doorB) },
    ...{ hopperOpen: isOff(hopperA) && isOff(hopperB), hopperClosed: isOn(hopperA) && isOn(hopperB) },
  };
}

/** An encoder that counts from where it was switched on shows less at the top, never more. */
const isFar = (ram: BinReadings["ram"]): boolean =>
  ram.ok && ram.value.travelMm !== null && ram.value.travelMm > NEAR_TOP_MM;

/** A bin may be made without a thermometer; one that it has and that does not answer may hide a fire. */
const mayHideFire = (temperature: BinReadings["temperature"]): boolean =>
  !temperature.ok && temperature.fault.cause !== "absent";
