import type { Moment } from "../channel/messages.ts";
import type { TIME_QUALITIES } from "../contract/record.ts";
import type { Instant } from "../measure/time.ts";

export type HeardTime = { readonly ts: number | null; readonly timeQuality: (typeof TIME_QUALITIES)[number] };

/**
 * Wall time now, from the newest moment that control told: link has no clock of its own to trust, and none in simulated
 * time. Unknown until control has spoken.
 */
export function heardTime(moment: Moment | null, now: Instant): HeardTime {
  if (moment === null || moment.ts === null || moment.timeQuality === "none") return { ts: null, timeQuality: "none" };
  return { ts: Math.round(moment.ts + (now - moment.at)), timeQuality: moment.timeQuality };
}
