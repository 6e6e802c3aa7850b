import { after, elapsed, millis, type Instant } from "../../measure/time.ts";
import { REVERSAL_MS, type Motion } from "./motion.ts";
import type { BinReadings } from "../readings.ts";

/** A motor that is off draws less, offset of a Hall sensor included: our choice. */
export const OFF_MAX_MA = 50;
/** So long it must have flowed after the motor's run-down, so that one disturbed sample drops no relay. */
export const WELD_MS = millis(200);

/** A ram that is off and goes so far, with no pause longer than this, is driven by something. Our choice. */
export const CREPT_MM = 15;
const CREEP_PAUSE_MS = millis(500);

/** Where a ram that is off has come to, when and which way, and where the first of its steps that way ended. */
type Creep = { readonly startMm: number; readonly atMm: number; readonly way: number; readonly at: Instant };
/** `flowsSince`: since when more than `OFF_MAX_MA` has flowed, whatever was driven. */
export type WeldWatch = {
  readonly flowsSince: Instant | null;
  /** null: nobody can tell, or it is not off. */
  readonly creep: Creep | null;
  readonly welded: boolean;
};
export const FIRST_WELD: WeldWatch = { flowsSince: null, creep: null, welded: false };

export function watchWeld(was: WeldWatch, readings: BinReadings, motion: Motion, now: Instant): WeldWatch {
  const { current } = readings;
  const flows = current.ok && current.value > OFF_MAX_MA;
  const flowsSince = flows ? (was.flowsSince ?? now) : null;
  const creep = creeping(was.creep, readings, motion, now);
  const due = weldDue({ flowsSince, creep, welded: was.welded }, motion);
  const crept = creep !== null && Math.abs(creep.atMm - creep.startMm) >= CREPT_MM;
  const welded = was.welded || crept || (due !== null && now >= due);
  const same = welded === was.welded && flowsSince === was.flowsSince && creep === was.creep;
  return same ? was : { flowsSince, creep, welded };
}

/** Only with the chain closed: with it open nothing but a hand can move the ram. */
function creeping(
  was: Creep | null,
  { ram, chain }: BinReadings,
  { driven, since }: Motion,
  now: Instant,
): Creep | null {
  const closed = chain.ok && chain.value.active;
  if (driven !== "off" || !closed || !ram.ok || ram.value.travelMm === null) return null;
  const atMm = ram.value.travelMm;
  if (was === null) return { startMm: atMm, atMm, way: 0, at: now };
  if (was.atMm === atMm) return was;
  const rested = elapsed(since, now) >= REVERSAL_MS;
  const way = rested ? Math.sign(atMm - was.atMm) : 0;
  // The first step, however wide, may be an encoder's that flickers.
  const goesOn = way !== 0 && way === was.way && elapsed(was.at, now) <= CREEP_PAUSE_MS;
  return { startMm: goesOn ? was.startMm : atMm, atMm, way, at: now };
}

/** When current that flows now will be taken for a weld; null: it does not flow, is asked for, or was found. */
export function weldDue({ flowsSince, welded }: WeldWatch, { driven, since }: Motion): Instant | null {
  if (flowsSince === null || welded || driven !== "off") return null;
  const rested = after(since, REVERSAL_MS);
  return after(flowsSince > rested ? flowsSince : rested, WELD_MS);
}
