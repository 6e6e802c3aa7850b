import type { Reading } from "../../measure/reading.ts";
import type { Moments } from "../../measure/moments.ts";
import type { Motion } from "../../measure/samples.ts";
import { elapsed, type Instant } from "../../measure/time.ts";
import type { LampSettings } from "../settings.ts";

/**
 * Who was seen, and when last.
 *
 *   nobody ──active for the least time──▶ here ──over──▶ held from the last edge ──hold over──▶ nobody
 *
 * The hold counts from the last edge: that at which someone went out of sight, or a pulse that was over before a cycle
 * saw it and may have been long enough.
 */
export type Presence = {
  readonly here: boolean;
  /** The last edge of what counted as someone; null: nobody was here since start. */
  readonly lastAt: Instant | null;
  /** The newest edge that was judged. A count of edges would not do: a sensor that was away may count from 0 again. */
  readonly judgedAt: Instant | null;
  /** How many counted as someone since start. */
  readonly visits: number;
};

export const NOBODY: Presence = { here: false, lastAt: null, judgedAt: null, visits: 0 };

/** A broken sensor tells of nobody; that the lamp is lit then is for the table of levels. */
export function nextPresence(
  was: Presence,
  motion: Reading<Motion>,
  { minActiveMs }: LampSettings,
  moments: Moments,
): Presence {
  if (!motion.ok) return gone(was, motion.at);
  const { active, lastEdgeAt } = motion.value;
  if (active) {
    const lasts = moments.passed(lastEdgeAt ?? motion.at, minActiveMs);
    if (!lasts || (was.here && was.judgedAt === lastEdgeAt)) return was;
    return { ...was, here: true, judgedAt: lastEdgeAt, visits: was.visits + (was.here ? 0 : 1) };
  }
  if (was.here) return { ...gone(was, motion.at), judgedAt: lastEdgeAt };
  if (lastEdgeAt === null || lastEdgeAt === was.judgedAt) return was;
  const mayCount = elapsed(lastEdgeAt, motion.at) >= minActiveMs;
  const later = was.lastAt === null || was.lastAt < lastEdgeAt;
  if (!mayCount || !later) return { ...was, judgedAt: lastEdgeAt };
  return { here: false, lastAt: lastEdgeAt, judgedAt: lastEdgeAt, visits: was.visits + 1 };
}

const gone = (was: Presence, at: Instant): Presence => (was.here ? { ...was, here: false, lastAt: at } : was);

export const someoneNear = (
  { here, lastAt }: Presence,
  { holdMs }: Pick<LampSettings, "holdMs">,
  moments: Moments,
): boolean => here || (lastAt !== null && !moments.passed(lastAt, holdMs));
