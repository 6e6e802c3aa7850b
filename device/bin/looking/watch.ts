import type { RamDirection } from "../../measure/samples.ts";
import type { Instant } from "../../measure/time.ts";
import { COLD_BELOW_C } from "../fire.ts";
import { beamTrusted } from "./beam.ts";
import { countEdges, isOn, type EdgeCounts, type Guards } from "./guards.ts";
import { nextSlide, type Slide } from "./slide.ts";
import { sharing } from "../../measure/same.ts";
import type { BinOutputs, BinReadings } from "../readings.ts";
import type { EnergySettings, PressSettings } from "../settings.ts";

/** Things that must last before they count. */
export const CONDITIONS = [
  ...(["guards", "notTop", "topBad", "topFar", "tilted", "upright", "cold", "doorClosed"] as const),
  ...(["pressing", "stalling", "noCurrent", "humming", "lowVoltage", "beam", "beamBlocked"] as const),
  ...(["hopperMismatch", "doorMismatch", "drained", "charged"] as const),
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
  /** The direction that is on, and since when; null: none is. */
  readonly run: { readonly way: Exclude<RamDirection, "off">; readonly since: Instant } | null;
  /** How long the press was driven down since TOP was last seen open: the runs before, and since when this one. */
  readonly blindDown: { readonly ms: number; readonly since: Instant | null };
  /** What the travel does while both directions are off. */
  readonly slide: Slide | null;
  /** A blocked beam is litter: the condition `beam`. Otherwise it is `beamBlocked` alone. */
  readonly beamTrusted: boolean;
};

/** With the motor off no more than this flows; the limit of the weld test. */
const HUMMING_MA = 50;
/** The press that was shut down comes back once the charge is so much above `lowChargePct`: bins.md part 8. */
const CHARGED_ABOVE_LOW_PCT = 10;

/** What a press is driven by. */
type Driven = { readonly press: PressSettings; readonly energy: EnergySettings };

export function initialWatch(now: Instant): Watch {
  const counts = { chain: null, hopperA: null, hopperB: null, doorA: null, doorB: null, binPresent: null } as const;
  const since = Object.fromEntries(CONDITIONS.map((name) => [name, null])) as Since;
  const others = { eStop: null, tilt: null, lockClosed: null, key: null, serviceA: null, serviceB: null } as const;
  const blindDown = { ms: 0, since: null } as const;
  return {
    counts: { ...counts, ...others },
    since,
    offSince: now,
    run: null,
    blindDown,
    slide: null,
    beamTrusted: false,
  };
}

export function nextWatch(
  was: Watch,
  readings: BinReadings,
  guards: Guards,
  { press, energy }: Driven,
  now: Instant,
): Watch {
  const trusted = beamTrusted(was.beamTrusted, readings.beam, was.offSince === null);
  const holds = { ...conditions(readings, guards, press, energy), beam: isOn(readings.beam) && trusted };
  let since: Record<Condition, Instant | null> | null = null;
  for (const name of CONDITIONS) {
    const is = holds[name] ? (was.since[name] ?? now) : null;
    if (is !== was.since[name]) (since ??= { ...was.since })[name] = is;
  }
  const seenOpen = guards.topValid && !guards.topMade;
  const blindDown = seenOpen ? { ms: 0, since: null } : was.blindDown;
  return {
    counts: sharing(was.counts, countEdges(was.counts, readings)),
    since: since ?? was.since,
    offSince: was.offSince,
    run: was.run,
    blindDown,
    slide: nextSlide(was.slide, readings, was.offSince, now),
    beamTrusted: trusted,
  };
}

/** After the step of this cycle: the run-down begins with the output, not with the next cycle. */
export function watchedOff(watch: Watch, { ram }: BinOutputs, { topValid, topMade }: Guards, now: Instant): Watch {
  const run = ram === "off" ? null : watch.run?.way === ram ? watch.run : { way: ram, since: now };
  const { ms, since } = watch.blindDown;
  const blind = ram === "down" && !(topValid && !topMade);
  const blindDown = blind ? { ms, since: since ?? now } : { ms: since === null ? ms : ms + (now - since), since: null };
  return { ...watch, offSince: ram === "off" ? (watch.offSince ?? now) : null, run, blindDown };
}

function conditions(
  readings: BinReadings,
  guards: Guards,
  press: PressSettings,
  { shutdownPct }: EnergySettings,
): Readonly<Record<Exclude<Condition, "beam">, boolean>> {
  const { current, battery, temperature, tilt, beam, hopperA, hopperB, doorA, doorB } = readings;
  return {
    guards: guards.good,
    notTop: !guards.topOk,
    topBad: !guards.topValid,
    topFar: guards.topMade && guards.far,
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
    drained: battery.ok && battery.value.chargePct < shutdownPct,
    charged: battery.ok && battery.value.chargePct > press.lowChargePct + CHARGED_ABOVE_LOW_PCT,
    hopperMismatch: hopperA.ok && hopperB.ok && hopperA.value.active !== hopperB.value.active,
    doorMismatch: doorA.ok && doorB.ok && doorA.value.active !== doorB.value.active,
  };
}
