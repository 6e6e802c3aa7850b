import { after, millis, type Instant } from "../../measure/time.ts";
import { REVERSAL_MS, type Motion } from "./motion.ts";
import type { BinReadings } from "../readings.ts";

/** A motor that is off draws less, offset of a Hall sensor included: our choice. */
export const OFF_MAX_MA = 50;
/** So long it must have flowed after the motor's run-down, so that one disturbed sample drops no relay. */
export const WELD_MS = millis(200);

/** `flowsSince`: since when more than `OFF_MAX_MA` has flowed, whatever was driven. */
export type WeldWatch = { readonly flowsSince: Instant | null; readonly welded: boolean };
export const FIRST_WELD: WeldWatch = { flowsSince: null, welded: false };

export function watchWeld(was: WeldWatch, { current }: BinReadings, motion: Motion, now: Instant): WeldWatch {
  const flows = current.ok && current.value > OFF_MAX_MA;
  const flowsSince = flows ? (was.flowsSince ?? now) : null;
  const due = weldDue({ flowsSince, welded: was.welded }, motion);
  const welded = was.welded || (due !== null && now >= due);
  return welded === was.welded && flowsSince === was.flowsSince ? was : { flowsSince, welded };
}

/** When current that flows now will be taken for a weld; null: it does not flow, is asked for, or was found. */
export function weldDue({ flowsSince, welded }: WeldWatch, { driven, since }: Motion): Instant | null {
  if (flowsSince === null || welded || driven !== "off") return null;
  const rested = after(since, REVERSAL_MS);
  return after(flowsSince > rested ? flowsSince : rested, WELD_MS);
}
