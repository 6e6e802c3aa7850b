import { epochOf, localDay, localTime } from "../../measure/local-time.ts";
import type { Moments } from "../../measure/moments.ts";
import type { Reading } from "../../measure/reading.ts";
import { instant, wallTime, type EpochMs, type WallClock } from "../../measure/time.ts";
import type { QuietHours } from "../settings.ts";

/** Whether it is quiet hours, from one change to the next, in wall time. */
export type Quiet = { readonly is: boolean; readonly from: EpochMs; readonly to: EpochMs };

/**
 * null: there are none, or the time is not known. Then it presses: quiet hours spare sleepers a noise, and a bin that
 * never presses again for want of a clock would overflow. Our choice.
 */
export function nextQuiet(
  was: Quiet | null,
  hours: QuietHours | null,
  clock: Reading<WallClock>,
  moments: Moments,
): Quiet | null {
  if (hours === null || !clock.ok || clock.value.quality === "none") return null;
  const wall = wallTime(clock.value, moments.now);
  const is = was !== null && was.from <= wall && wall < was.to ? was : quietAt(hours, wall);
  moments.passed(instant(is.to - clock.value.offsetMs));
  return is;
}

function quietAt({ from, to, zone }: QuietHours, wall: EpochMs): Quiet {
  const { day } = localTime(zone, wall);
  const changes = [-1, 0, 1].flatMap((days) => {
    const at = (text: string) => epochOf(zone, { day: localDay(day + days), minute: minuteOf(text) });
    return [
      { begins: true, at: at(from) },
      { begins: false, at: at(to) },
    ];
  });
  changes.sort((a, b) => a.at - b.at);
  const last = changes.findLast(({ at }) => at <= wall);
  const next = changes.find(({ at }) => at > wall);
  if (last === undefined || next === undefined) throw new Error(`quiet: no change of day ${day} around ${wall}`);
  return { is: last.begins, from: last.at, to: next.at };
}

const minuteOf = (text: string): number => {
  const [hour, minute] = text.split(":").map(Number);
  return 60 * (hour ?? 0) + (minute ?? 0);
};
