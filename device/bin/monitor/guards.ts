import type { Reading } from "../../measure/reading.ts";
import type { Digital } from "../../measure/samples.ts";
import type { Celsius } from "../../measure/units.ts";
import type { BinReadings } from "../readings.ts";

/** Contacts that must be closed for the ram to move. Their `falls` count openings, however short. */
const CLOSED = {
  chain: "the guard chain",
  hopperA: "the hopper (contact A)",
  hopperB: "the hopper (contact B)",
  doorA: "the service door (contact A)",
  doorB: "the service door (contact B)",
  binPresent: "the place of the inner bin",
  lockClosed: "the hopper lock",
} as const;
/** Contacts that must be at rest; their `rises` count. */
const AT_REST = {
  eStop: "the emergency stop was pressed",
  tilt: "the housing leans",
  key: "the key stands at SERVICE",
} as const;
const GUARDS = ["chain", "hopperA", "hopperB", "doorA", "doorB", "binPresent"] as const;
const CALM = ["eStop", "tilt"] as const;
const CLOSED_ROLES = [...GUARDS, "lockClosed"] as const;
/** Buttons that end something when they are let go of. */
const HELD_ROLES = ["serviceA", "serviceB", "reset"] as const;
const FALLING_ROLES = [...CLOSED_ROLES, ...HELD_ROLES] as const;
const CALM_ROLES = [...CALM, "key"] as const;

type ClosedRole = keyof typeof CLOSED;
type CalmRole = keyof typeof AT_REST;
type HeldRole = (typeof HELD_ROLES)[number];
/** How often each contact had gone the wrong way when it was last readable; null: not read since start. */
export type Edges = Readonly<Record<ClosedRole | CalmRole | HeldRole, number | null>>;

export const NO_EDGES: Edges = {
  ...{ chain: null, hopperA: null, hopperB: null, doorA: null, doorB: null, binPresent: null, lockClosed: null },
  ...{ eStop: null, tilt: null, key: null, serviceA: null, serviceB: null, reset: null },
};

/** The counts after this cycle; the same object when none has changed. */
export function edgesAfter(was: Edges, readings: BinReadings): Edges {
  let is: Record<ClosedRole | CalmRole | HeldRole, number | null> | null = null;
  for (const role of FALLING_ROLES) {
    const reading = readings[role];
    if (reading.ok && reading.value.falls !== was[role]) (is ??= { ...was })[role] = reading.value.falls;
  }
  for (const role of CALM_ROLES) {
    const reading = readings[role];
    if (reading.ok && reading.value.rises !== was[role]) (is ??= { ...was })[role] = reading.value.rises;
  }
  return is ?? was;
}

/** What speaks against the guards (G of the bin's table), in words; null: nothing does. */
export function guardsLost(was: Edges, readings: BinReadings, fireAboveC: Celsius): string | null {
  for (const role of GUARDS) {
    const lost = opened(was, role, readings[role]);
    if (lost !== null) return lost;
  }
  for (const role of CALM) {
    const lost = stirred(was, role, readings[role]);
    if (lost !== null) return lost;
  }
  return fire(readings.temperature, fireAboveC);
}

export const lockLost = (was: Edges, { lockClosed }: BinReadings) => opened(was, "lockClosed", lockClosed);
/** The key stands at SERVICE and has not been turned since the last cycle. */
export const atService = (was: Edges, { key }: BinReadings): boolean =>
  key.ok && key.value.active && (was.key === null || was.key === key.value.rises);
export const isHeld = (was: Edges, role: HeldRole, reading: Reading<Digital>): boolean =>
  reading.ok && reading.value.active && (was[role] === null || was[role] === reading.value.falls);
export const isLetGo = (reading: Reading<Digital>): boolean => reading.ok && !reading.value.active;
/** A person at the bin has pressed RESET, with the key at SERVICE. */
export const resetPressed = (was: Edges, readings: BinReadings): boolean =>
  atService(was, readings) && readings.reset.ok && was.reset !== null && was.reset !== readings.reset.value.falls;
export const keyTurned = (was: Edges, { key }: BinReadings) => stirred(was, "key", key);

function opened(was: Edges, role: ClosedRole, reading: Reading<Digital>): string | null {
  if (!reading.ok) return `${CLOSED[role]} cannot be read (${reading.fault.part}: ${reading.fault.cause})`;
  if (!reading.value.active) return `${CLOSED[role]} is open`;
  return was[role] === null || was[role] === reading.value.falls ? null : `${CLOSED[role]} was open for a moment`;
}

function stirred(was: Edges, role: CalmRole, reading: Reading<Digital>): string | null {
  if (!reading.ok) return `${role} cannot be read (${reading.fault.part}: ${reading.fault.cause})`;
  if (reading.value.active) return AT_REST[role];
  return was[role] === null || was[role] === reading.value.rises ? null : `${AT_REST[role]} for a moment`;
}

/** A bin may be made without a thermometer; one that it has and that does not answer may hide a fire. */
function fire(temperature: Reading<Celsius>, fireAboveC: Celsius): string | null {
  if (temperature.ok) return temperature.value > fireAboveC ? `it is ${temperature.value} C inside: fire` : null;
  const { part, cause } = temperature.fault;
  return cause === "absent" ? null : `the temperature cannot be read (${part}: ${cause})`;
}
