import type { Moment } from "../channel/messages.ts";
import type { TIME_QUALITIES } from "../contract/record.ts";
import { epochMs, millis, type Instant } from "../measure/time.ts";

export type HeardTime = { readonly ts: number | null; readonly timeQuality: (typeof TIME_QUALITIES)[number] };

/**
 * Wall time now, from the newest moment that control told: link has no clock of its own to trust, and none in simulated
 * time. Unknown until control has spoken.
 */
export function heardTime(moment: Moment | null, now: Instant): HeardTime {
  if (moment === null || moment.ts === null || moment.timeQuality === "none") return { ts: null, timeQuality: "none" };
  return { ts: Math.round(moment.ts + (now - moment.at)), timeQuality: moment.timeQuality };
}

/** Quartz drifts by less; by so much the error grows while control says nothing. Datasheets of Raspberry Pi say 50. */
const DRIFT_PPM = 100;

/** Now, in the words of control's newest moment: what link tells of itself is stamped with it. */
export function momentNow(moment: Moment | null, now: Instant): Moment {
  const { ts, timeQuality } = heardTime(moment, now);
  if (ts === null || moment === null || moment.timeErrorMs === null)
    return { at: now, ts: null, timeQuality: "none", timeErrorMs: null };
  const drift = Math.ceil((Math.max(0, now - moment.at) * DRIFT_PPM) / 1e6);
  return { at: now, ts: epochMs(ts), timeQuality, timeErrorMs: millis(moment.timeErrorMs + drift) };
}

/** Ms since 1970; null where that is not known to within `errorMaxMs`. */
export function wallWithin(moment: Moment | null, errorMaxMs: number, now: Instant): number | null {
  const { ts, timeErrorMs } = momentNow(moment, now);
  return timeErrorMs !== null && timeErrorMs <= errorMaxMs ? ts : null;
}
