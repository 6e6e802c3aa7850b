import { after, elapsed, millis, seconds, sooner, type Instant } from "../../measure/time.ts";
import type { Motion } from "./motion.ts";
import type { BinReadings } from "../readings.ts";

/** An open lock may stay open for so long while TOP is not seen: a knock at the housing makes a switch bounce. */
export const UNSEEN_TOP_MS = millis(200);
/** Travel, where it is known, at which a TOP that says made is not believed. Our choice. */
export const TOP_WITHIN_MM = 25;
/** So long TOP and travel must contradict each other, so that one disturbed sample condemns no switch. Our choice. */
const FAR_TOP_MS = millis(300);
/** A ram driven down for so long has left its TOP switch; a switch that still says TOP is stuck. */
export const LEAVE_TOP_MS = seconds(2);

/** A ram that stalled was driven for so long without going down. The way up takes half of the rest at least: our choice. */
const STALL_SEEN_MS = millis(700);

export type LockWatch = {
  /** The lock was let open in the last cycle. */
  readonly open: boolean;
  /** Since when TOP has not been seen; null: it is seen. */
  readonly unseenSince: Instant | null;
  /** TOP was seen open, by both contacts, since it was last made. */
  readonly away: boolean;
  /** Since when TOP says made and the travel says away; null: they agree, or one of them says nothing. */
  readonly farSince: Instant | null;
  /** TOP contradicted motion or travel, so it counts for nothing until it was seen open. */
  readonly topStuck: boolean;
};

export const firstLock = (now: Instant): LockWatch => ({
  ...{ open: false, unseenSince: now, away: false, farSince: null, topStuck: false },
});

/** Both contacts of TOP agree, BOTTOM and travel say the same: the ram is at its top, as far as they tell. */
export const topMade = (readings: BinReadings): boolean =>
  saysTop(readings) && readings.bottom.ok && !readings.bottom.value.active && !isAway(readings);
const saysTop = ({ top, topOpen }: BinReadings) => top.ok && topOpen.ok && top.value.active && !topOpen.value.active;
const isAway = ({ ram }: BinReadings) => ram.ok && (ram.value.travelMm ?? 0) > TOP_WITHIN_MM;

/** `motion` is what was in force until this cycle. */
export function watchTop(was: LockWatch, readings: BinReadings, motion: Motion, now: Instant): LockWatch {
  const made = topMade(readings);
  const opened = topOpened(readings);
  const away = opened || (was.away && !made);
  const farSince = saysTop(readings) && isAway(readings) ? (was.farSince ?? now) : null;
  const far = farSince !== null && elapsed(farSince, now) >= FAR_TOP_MS;
  const topStuck = !opened && (was.topStuck || far || (made && contradicts(was, motion, now)));
  const unseenSince = made && !topStuck ? null : (was.unseenSince ?? now);
  const is: LockWatch = { open: was.open, unseenSince, away, farSince, topStuck };
  const same = away === was.away && topStuck === was.topStuck && unseenSince === was.unseenSince;
  return same && farSince === was.farSince ? was : is;
}

const topOpened = ({ top, topOpen }: BinReadings) => top.ok && topOpen.ok && !top.value.active && topOpen.value.active;

/** TOP is still made though the ram went down, or came back though nothing drove it up, or not for long enough. */
function contradicts({ away }: LockWatch, { driven, since, stroke, downMs }: Motion, now: Instant): boolean {
  if (driven === "up") return away && downMs !== null && 2 * elapsed(since, now) < downMs - STALL_SEEN_MS;
  if (driven === "down" && elapsed(since, now) >= LEAVE_TOP_MS) return true;
  return (stroke !== null || driven === "down") && away;
}

/** Whether the lock may be open in this cycle; `watch` has seen this cycle, `motion` too. */
export function mayOpen({ open, unseenSince }: LockWatch, motion: Motion, now: Instant): boolean {
  if (motion.driven !== "off") return false;
  return unseenSince === null || (open && elapsed(unseenSince, now) < UNSEEN_TOP_MS);
}

export function lockWakeAt(
  { open, unseenSince, farSince, topStuck }: LockWatch,
  motion: Motion,
  now: Instant,
): Instant | null {
  const shut = open && unseenSince !== null ? after(unseenSince, UNSEEN_TOP_MS) : null;
  const left = motion.driven === "down" ? after(motion.since, LEAVE_TOP_MS) : null;
  const far = farSince === null || topStuck ? null : after(farSince, FAR_TOP_MS);
  return sooner(sooner(shut, far), left !== null && left > now ? left : null);
}
