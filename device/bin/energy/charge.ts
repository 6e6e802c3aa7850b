import type { Moments } from "../../measure/moments.ts";
import type { Reading } from "../../measure/reading.ts";
import type { BatteryState } from "../../measure/samples.ts";
import { after, minutes, type Instant } from "../../measure/time.ts";

/**
 * The charge as it is believed. A gauge sags while the motor runs and jumps when it is cold, so the believed charge
 * follows the gauge by one point a minute. `pct` null: no gauge has answered yet. `turnedAt`: since when the gauge has
 * said more, or less, than `pct`; null: it says the same, or nothing. `silentSince`: since when it has said nothing.
 */
export type Charge = {
  readonly pct: number | null;
  readonly turnedAt: Instant | null;
  readonly towards: "up" | "down" | null;
  readonly silentSince: Instant | null;
};

/** Our choice: a stroke of 65 s takes no point away, and 1.5 W on 7 Wh (21 points an hour) is followed in time. */
export const FOLLOW_MS = minutes(1);
/** A gauge that says nothing for longer is one that says low. Our choice: a serial line that is mended in this time. */
export const SILENT_MS = minutes(1);

export const initialCharge: Charge = { pct: null, turnedAt: null, towards: null, silentSince: null };

export function nextCharge(was: Charge, battery: Reading<BatteryState>, moments: Moments): Charge {
  const { now } = moments;
  if (!battery.ok) return { ...was, turnedAt: null, towards: null, silentSince: was.silentSince ?? now };
  const gaugePct = Math.floor(battery.value.chargePct);
  const { pct } = was;
  if (pct === null || gaugePct === pct) {
    return { pct: gaugePct, turnedAt: null, towards: null, silentSince: null };
  }
  const towards = gaugePct > pct ? "up" : "down";
  const turnedAt = was.towards === towards && was.turnedAt !== null ? was.turnedAt : now;
  if (!moments.passed(turnedAt, FOLLOW_MS)) return { pct, turnedAt, towards, silentSince: null };
  const stepped = pct + (towards === "up" ? 1 : -1);
  if (stepped === gaugePct) return { pct: stepped, turnedAt: null, towards: null, silentSince: null };
  return { pct: stepped, turnedAt: after(turnedAt, FOLLOW_MS), towards, silentSince: null };
}

/** The lower of what is believed and what the gauge says now: a stroke rests on the worse. null: it says nothing. */
export function surePct({ pct }: Charge, battery: Reading<BatteryState>): number | null {
  return battery.ok && pct !== null ? Math.min(pct, Math.floor(battery.value.chargePct)) : null;
}

export const isSilent = ({ silentSince }: Charge, moments: Moments): boolean =>
  silentSince !== null && moments.passed(silentSince, SILENT_MS);
