import type { Instant } from "../../measure/time.ts";
import { COLD_BELOW_C } from "../fire.ts";
import { beamTrusted } from "./beam.ts";
import { countEdges, isOn, type EdgeCounts, type Guards } from "./guards.ts";
import type { BinOutputs, BinReadings } from "../readings.ts";
import type { PressSettings } from "../settings.ts";

/** Things that must last before they count. */
export const CONDITIONS = [
  ...(["guards", "notTop", "topBad", "tilted", "upright", "cold", "doorClosed"] as const),
  ...(["pressing", "stalling", "noCurrent", "humming", "lowVoltage", "beam", "beamBlocked"] as const),
  ...(["hopperMismatch", "doorMismatch"] as const),
] as const;
export type Condition = (typeof CONDITIONS)[number];
/** Since when each of them has held without a break; null: it does not. */
export type Since = Readonly<Record<Condition, Instant | null>>;

/** What is carried from cycle to cycle to see edges and durations. */
export type Watch = {
  readonly counts: EdgeCounts;
  readonly since: Since;
  /** Since when both directions have been off; null: one is on. */
  readonly offSince: Instant | null;
  /** A blocked beam is litter: the condition `beam`. Otherwise it is `beamBlocked` alone. */
  readonly beamTrusted: boolean;
};

/** With the motor off no more than this flows; the limit of the weld test. */
const HUMMING_MA = 50;

export function initialWatch(now: Instant): Watch {
  const counts = { chain: null, hopperA: null, hopperB: null, doorA: null, doorB: null, binPresent: null } as const;
  const since = Object.fromEntries(CONDITIONS.map((name) => [name, null])) as Since;
  return {
    counts: { ...counts, eStop: null, tilt: null, lockClosed: null, key: null },
    since,
    offSince: now,
    beamTrusted: false,
  };
}

export function nextWatch(
  was: Watch,
  readings: BinReadings,
  guards: Guards,
  press: PressSettings,
  now: Instant,
): Watch {
  const trusted = beamTrusted(was.beamTrusted, readings.beam, was.offSince === null);
  const holds = { ...conditions(readings, guards, press), beam: isOn(readings.beam) && trusted };
  const since: Record<Condition, Instant | null> = { ...was.since };
  for (const name of CONDITIONS) since[name] = holds[name] ? (was.since[name] ?? now) : null;
  return { counts: countEdges(readings), since, offSince: was.offSince, beamTrusted: trusted };
}

/** After the step of this cycle: the run-down begins with the output, not with the next cycle. */
export const watchedOff = (watch: Watch, { ram }: BinOutputs, now: Instant): Watch => ({
  ...watch,
  offSince: ram === "off" ? (watch.offSince ?? now) : null,
});

function conditions(
  readings: BinReadings,
  guards: Guards,
  press: PressSettings,
): Readonly<Record<Exclude<Condition, "beam">, boolean>> {
  const { current, battery, temperature, tilt, beam, hopperA, hopperB, doorA, doorB } = readings;
  return {
    guards: guards.good,
    notTop: !guards.topOk,
    topBad: !guards.topValid,
    tilted: isOn(tilt),
    upright: tilt.ok && !tilt.value.active,
    cold: temperature.ok && temperature.value < COLD_BELOW_C,
    doorClosed: guards.doorClosed,
    pressing: current.ok && current.value >= press.pressMa,
    stalling: current.ok && current.value >= press.retractStallMa,
    noCurrent: current.ok && current.value < press.turningMa,
    humming: current.ok && current.value > HUMMING_MA,
    lowVoltage: battery.ok && battery.value.voltageMv < press.lowMv,
    beamBlocked: isOn(beam),
    hopperMismatch: hopperA.ok && hopperB.ok && hopperA.value.active !== hopperB.value.active,
    doorMismatch: doorA.ok && doorB.ok && doorA.value.active !== doorB.value.active,
  };
}
