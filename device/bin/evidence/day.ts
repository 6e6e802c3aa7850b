import type { Report } from "../../measure/decision.ts";
import type { Moments } from "../../measure/moments.ts";
import { instant, wallTime, type Instant } from "../../measure/time.ts";
import type { BinReadings } from "../readings.ts";

/** What one day came to so far. Days are those of UTC, at 1 or 2 in the night of Sweden: the same for whoever counts. */
export type Day = {
  /** Days since 1970; null: the time is not known. */
  readonly dayNumber: number | null;
  readonly since: Instant;
  readonly seenMs: number;
  readonly fullMs: number;
  readonly downMs: number;
  readonly strokes: number;
  readonly collections: number;
  readonly safetyStops: number;
  /** What was so until now. */
  readonly full: boolean;
  readonly down: boolean;
};
export type DayNews = { readonly strokes: number; readonly collections: number; readonly safetyStops: number };

export const initialDay = (now: Instant): Day => ({
  ...{ dayNumber: null, since: now, seenMs: 0, fullMs: 0, downMs: 0, strokes: 0, collections: 0, safetyStops: 0 },
  ...{ full: false, down: false },
});

/** Counts what came; when the day is another one, the one before is closed and told. */
export function nextDay(
  was: Day,
  state: Pick<Day, "full" | "down">,
  news: DayNews,
  readings: BinReadings,
  moments: Moments,
): { readonly day: Day; readonly report: Report | null } {
  const { now } = moments;
  const dayNumber = dayAt(readings, moments) ?? was.dayNumber;
  const quiet = news.strokes + news.collections + news.safetyStops === 0;
  if (quiet && was.full === state.full && was.down === state.down && was.dayNumber === dayNumber) {
    return { day: was, report: null };
  }
  const { full, down } = state;
  const until = advanced(was, now);
  const ended = was.dayNumber !== null && dayNumber !== was.dayNumber;
  const from = ended ? initialDay(now) : until;
  const day = {
    ...{ ...from, dayNumber, full, down, strokes: from.strokes + news.strokes },
    ...{ collections: from.collections + news.collections, safetyStops: from.safetyStops + news.safetyStops },
  };
  return { day, report: ended ? dayReport(until, readings) : null };
}

const DAY_MS = 86_400_000;

function dayAt({ clock }: BinReadings, moments: Moments): number | null {
  if (!clock.ok || clock.value.quality === "none") return null;
  const day = Math.floor(wallTime(clock.value, moments.now) / DAY_MS);
  moments.passed(instant((day + 1) * DAY_MS - clock.value.offsetMs));
  return day;
}

function advanced(was: Day, now: Instant): Day {
  const ms = Math.round(now) - Math.round(was.since);
  const [fullMs, downMs] = [was.fullMs + (was.full ? ms : 0), was.downMs + (was.down ? ms : 0)];
  return { ...was, since: now, seenMs: was.seenMs + ms, fullMs, downMs };
}

/** With the head of the log as it is on the disk: what the city has been told once cannot be written otherwise later. */
function dayReport(day: Day, { evidence }: BinReadings): Report {
  const head = evidence?.ok === true ? { evidenceSeq: evidence.value.seq, evidenceHash: evidence.value.hash } : {};
  const { dayNumber, seenMs, fullMs, downMs, strokes, collections, safetyStops } = day;
  return {
    kind: "sample",
    stream: "bin-day",
    class: 1,
    values: {
      date: new Date((dayNumber ?? 0) * DAY_MS).toISOString().slice(0, 10),
      seenS: Math.floor(seenMs / 1_000),
      ...{ strokes, collections, safetyStops, overflowH: hoursOf(fullMs), downtimeH: hoursOf(downMs), ...head },
    },
  };
}
const hoursOf = (ms: number): number => Math.round(ms / 36_000) / 100;
