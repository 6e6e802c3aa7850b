import { describe, expect, it } from "vitest";
import { initialDay, nextDay, type Day, type DayNews } from "../../../device/bin/evidence/day.ts";
import type { BinReadings } from "../../../device/bin/readings.ts";
import { binDayValues } from "../../../device/contract/bin-day.ts";
import type { Report } from "../../../device/measure/decision.ts";
import type { EvidenceHead } from "../../../device/measure/evidence.ts";
import { Moments } from "../../../device/measure/moments.ts";
import { faulty, valid } from "../../../device/measure/reading.ts";
import { instant, millis, type Instant } from "../../../device/measure/time.ts";

const HOUR = 3_600_000;
const MIDNIGHT = Date.UTC(2026, 10, 26);
/** The device's time 0 is ten in the evening by UTC, 25 November. */
const OFFSET_MS = MIDNIGHT - 2 * HOUR;
const HEAD: EvidenceHead = { seq: 41, hash: "ab".repeat(32) };
const NOTHING: DayNews = { strokes: 0, collections: 0, safetyStops: 0 };
const STANDS = { full: false, down: false };

type Clock = "sync" | "none" | "absent";
function readings(
  at: Instant,
  clock: Clock = "sync",
  head: EvidenceHead | null = HEAD,
  offsetMs = OFFSET_MS,
): BinReadings {
  const value = { quality: clock === "none" ? "none" : "sync", offsetMs, errorMs: millis(10) } as const;
  return {
    clock: clock === "absent" ? faulty("clock", "absent", at) : valid(value, at),
    evidence: head === null ? faulty("evidence", "no-answer", at) : valid(head, at),
  } as unknown as BinReadings;
}

/** A bin's days as they come, each step at its moment. */
class Days {
  day: Day = initialDay(instant(0));
  readonly told: Report[] = [];
  wakeAt: Instant | null = null;

  at(
    atMs: number,
    news: Partial<DayNews> = {},
    stands = STANDS,
    ...how: readonly [Clock?, (EvidenceHead | null)?, number?]
  ): void {
    const moments = new Moments(instant(atMs));
    const { day, report } = nextDay(this.day, stands, { ...NOTHING, ...news }, readings(moments.now, ...how), moments);
    this.day = day;
    this.wakeAt = moments.next;
    if (report !== null) this.told.push(report);
  }
}

describe("row 23: a bin's day ends at midnight UTC, and tells the city the head of its log", () => {
  it("wakes at the very millisecond, and tells the day that is over", () => {
    const days = new Days();
    days.at(0);
    expect(days.wakeAt).toBe(2 * HOUR);
    days.at(0.5 * HOUR, { strokes: 1 }, { full: true, down: false });
    days.at(HOUR, { collections: 1 });
    days.at(1.5 * HOUR, { strokes: 1, safetyStops: 1 }, { full: false, down: true });
    days.at(2 * HOUR - 1, {}, { full: false, down: true });
    expect(days.told).toEqual([]);
    expect(days.wakeAt).toBe(2 * HOUR);
    days.at(2 * HOUR, {}, { full: false, down: true });
    const counts = { strokes: 2, collections: 1, safetyStops: 1, overflowH: 0.5, downtimeH: 0.5 };
    const head = { evidenceSeq: 41, evidenceHash: HEAD.hash };
    const values = { date: "2026-11-25", seenS: 7_200, ...counts, ...head };
    expect(days.told).toEqual([{ kind: "sample", stream: "bin-day", class: 1, values }]);
    expect(binDayValues.parse(days.told[0]?.values)).toEqual(values);
    expect(days.wakeAt).toBe(26 * HOUR);
  });

  it("what comes in the cycle of midnight counts for the new day, and what was so goes on into it", () => {
    const days = new Days();
    days.at(0, { strokes: 4 }, { full: true, down: true });
    days.at(2 * HOUR, { strokes: 1 }, { full: true, down: true });
    days.at(26 * HOUR, {}, { full: true, down: true });
    expect(days.told.map(({ values }) => values)).toMatchObject([
      { date: "2026-11-25", seenS: 7_200, strokes: 4, overflowH: 2, downtimeH: 2 },
      { date: "2026-11-26", seenS: 86_400, strokes: 1, overflowH: 24, downtimeH: 24 },
    ]);
  });

  it("a head that cannot be read is left out; the counts are told all the same", () => {
    const days = new Days();
    days.at(0, { strokes: 3 });
    days.at(2 * HOUR, {}, STANDS, "sync", null);
    expect(days.told[0]?.values).not.toHaveProperty("evidenceSeq");
    expect(days.told[0]?.values).not.toHaveProperty("evidenceHash");
    expect(days.told[0]?.values).toMatchObject({ strokes: 3 });
  });
});

describe("a bin that does not know the date", () => {
  it.each<Clock>(["absent", "none"])(
    "clock %s: ends no day and waits for none; what it counted is of the day it learns",
    (clock) => {
      const days = new Days();
      days.at(0, { strokes: 2 }, STANDS, clock);
      expect(days.wakeAt).toBeNull();
      days.at(3 * HOUR, {}, { full: true, down: false }, clock);
      expect(days.told).toEqual([]);
      days.at(4 * HOUR, {}, { full: true, down: false });
      expect(days.told).toEqual([]);
      days.at(26 * HOUR, {}, { full: true, down: false });
      expect(days.told.map(({ values }) => values)).toMatchObject([
        { date: "2026-11-26", seenS: 93_600, strokes: 2, overflowH: 23 },
      ]);
    },
  );

  it("a clock that is lost over midnight: the day ends when it is back", () => {
    const days = new Days();
    days.at(0);
    days.at(HOUR, {}, STANDS, "none");
    days.at(2 * HOUR, { strokes: 1 }, STANDS, "none");
    expect(days.told).toEqual([]);
    days.at(3 * HOUR);
    expect(days.told.map(({ values }) => values)).toMatchObject([{ date: "2026-11-25", seenS: 10_800, strokes: 1 }]);
  });

  it("a clock that is put back over midnight ends the day that it left", () => {
    const days = new Days();
    days.at(3 * HOUR);
    days.at(4 * HOUR, {}, STANDS, "sync", HEAD, OFFSET_MS - 24 * HOUR);
    expect(days.told.map(({ values }) => values["date"])).toEqual(["2026-11-26"]);
  });
});

it("the same object comes back as long as nothing happened", () => {
  const days = new Days();
  days.at(0);
  const { day } = days;
  days.at(HOUR);
  expect(days.day).toBe(day);
  days.at(HOUR, { strokes: 1 });
  expect(days.day).not.toBe(day);
});
