import { elapsed, seconds, type Instant } from "../../measure/time.ts";
import { percent } from "../../measure/units.ts";
import type { Wish } from "../request.ts";

/**
 * The lamp in full, at half and at a tenth, so that one sees from the ground whether it follows, and beside it the watts.
 * Control ends it by itself, 2 min after the last word of a console (`device/lamp/asked/commissioning.ts`).
 */
export type Ramp = { readonly step: number; readonly since: Instant };

/** domain/field.md asks for 100/50/min; 10 s let a fade of 8 s end and a meter settle. */
export const RAMP_PCT = [100, 50, 10].map(percent);
export const STEP_MS = seconds(10);

export const END_OF_RAMP: Wish = { verb: "commission-end", args: {} };
export const beginRamp = (now: Instant): Ramp => ({ step: 0, since: now });
export const stepWish = ({ step }: Ramp): Wish => ({ verb: "commission", args: { levelPct: RAMP_PCT[step] ?? 100 } });

/** What to ask for now; null: nothing yet. `ramp` null: it is over. */
export function nextRamp(was: Ramp, now: Instant): { readonly ramp: Ramp | null; readonly wish: Wish | null } {
  if (elapsed(was.since, now) < STEP_MS) return { ramp: was, wish: null };
  const ramp = { step: was.step + 1, since: now };
  return ramp.step < RAMP_PCT.length ? { ramp, wish: stepWish(ramp) } : { ramp: null, wish: END_OF_RAMP };
}
