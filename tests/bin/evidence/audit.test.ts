import { describe, expect, it } from "vitest";
import { auditOf } from "../../../device/bin/evidence/audit.ts";
import type { Values } from "../../../device/measure/decision.ts";
import type { LoggedEntry } from "../../../device/measure/evidence.ts";
import { epochMs, instant, millis } from "../../../device/measure/time.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Monday, week 48 of 2026. */
const MONDAY = Date.UTC(2026, 10, 23);
const SCHEDULE = { tripsPerWeek: 7, tripCost: { amount: 180, currency: "kr" } };

type Event = readonly [hour: number, what: string, values?: Values];
/** A log with a mark each hour from `from` to `to`, and what else happened; its boot began two hours before the Monday. */
function log(from: number, to: number, events: readonly Event[] = [], more: Partial<LoggedEntry> = {}): LoggedEntry[] {
  let [full, down] = [false, false];
  const marks = Array.from({ length: to - from + 1 }, (_, index): Event => [
    from + index,
    index === 0 ? "started" : "alive",
  ]);
  return [...marks, ...events]
    .sort((a, b) => a[0] - b[0])
    .map(([hour, what, values = {}], index) => {
      if (what === "full") full = values["active"] === true;
      if (what === "down") down = values["active"] === true;
      const stands = what === "alive" || what === "started" ? { full, down } : {};
      return {
        ...{ seq: index + 1, boot: "a", what, values: { ...values, ...stands } },
        ...{ at: instant((hour + 2) * HOUR), ts: epochMs(MONDAY + hour * HOUR), timeQuality: "sync" as const },
        ...{ timeErrorMs: millis(10), ...more },
      };
    });
}
const week = (entries: readonly LoggedEntry[]) => auditOf(entries, MONDAY, MONDAY + 7 * DAY, SCHEDULE);
const emptied = (hour: number, fillBeforePct: number, result = "collected"): Event => [
  hour,
  "collection",
  { result, fillBeforePct, fillAfterPct: 4 },
];
const WEEK = log(-1, 169, [
  emptied(20.5, 88),
  emptied(90.25, 93),
  emptied(100.5, 30, "openedNotEmptied"),
  [18.5, "full", { active: true }],
  [20.5, "full", { active: false }],
  [50.25, "down", { active: true }],
  [50.75, "down", { active: false }],
  [10.5, "stroke", { energyJ: 900, result: "top" }],
  [11.5, "stroke", { energyJ: 900.5, result: "guard" }],
  [11.5, "stop", { cause: "guard" }],
]);

describe("row 23: an auditor's questions, from the log alone", () => {
  it("a visit that was unknown first and a collection later is one visit and one trip", () => {
    const twice = log(-1, 169, [
      [20.5, "collection", { result: "unknown", fillBeforePct: 88 }],
      [22.5, "collection", { result: "collected", fillBeforePct: 88, fillAfterPct: 4, again: true }],
    ]);
    expect(week(twice)).toMatchObject({ collections: 1, visits: 1, trips: { made: 1 } });
  });

  it("collections a week, % full at collection, overflow hours, downtime, strokes, energy, trips avoided and kr", () => {
    expect(week(WEEK)).toMatchObject({
      ...{ seenMs: 7 * DAY, collections: 2, visits: 3, collectionsPerWeek: 2, fillAtCollectionPct: 90.5 },
      ...{ overflowMs: 2 * HOUR, downtimeMs: 0.5 * HOUR, strokes: 2, safetyStops: 1, energyJ: 1_800.5 },
      trips: { scheduled: 7, made: 3, avoided: 4, saved: 720 },
      ...{ holes: [], undated: 0, simulated: false, observing: false },
    });
  });

  it("the same log gives the same bytes, from a copy of it too", () => {
    const copy = JSON.parse(JSON.stringify(WEEK)) as LoggedEntry[];
    expect(JSON.stringify(week(copy))).toBe(JSON.stringify(week(WEEK)));
  });

  it("weeks begin on Monday, the first and the last are cut by the period, and their sums are the whole's", () => {
    const audit = auditOf(log(-30, 24 * 16), MONDAY - DAY, MONDAY + 8 * DAY, SCHEDULE);
    expect(audit.weeks.map(({ week: name, seenMs }) => [name, seenMs / DAY])).toEqual([
      ["2026-W47", 1],
      ["2026-W48", 7],
      ["2026-W49", 1],
    ]);
    expect(audit.weeks.reduce((sum, { trips }) => sum + (trips?.scheduled ?? 0), 0)).toBe(9);
  });

  it.each([
    [Date.UTC(2027, 0, 1), "2026-W53"],
    [Date.UTC(2027, 0, 4), "2027-W01"],
    [Date.UTC(2029, 0, 1), "2029-W01"],
    [Date.UTC(2024, 11, 30), "2025-W01"],
  ])("names the week of %d as ISO 8601 does", (ms, name) => {
    expect(auditOf([], ms, ms + DAY, null).weeks[0]?.week).toBe(name);
  });

  it("without a schedule there are no trips avoided, and without a cost no kr", () => {
    expect(auditOf(WEEK, MONDAY, MONDAY + 7 * DAY, null).trips).toBeNull();
    const free = auditOf(WEEK, MONDAY, MONDAY + 7 * DAY, { tripsPerWeek: 7, tripCost: null });
    expect(free.trips).toMatchObject({ avoided: 4, saved: null });
  });

  it("one stroke whose energy is not known: the sum is not known, and what is known stands beside", () => {
    const blind = log(-1, 169, [
      [10.5, "stroke", { energyJ: 900 }],
      [11.5, "stroke", {}],
    ]);
    expect(week(blind)).toMatchObject({ strokes: 2, energyJ: null, energyKnownJ: 900, strokesWithEnergy: 1 });
  });
});

describe("a log with a hole says so, and never counts it as `no collections`", () => {
  const days = (holes: ReturnType<typeof week>["holes"]) =>
    holes.map(({ fromMs, toMs, why }) => [(fromMs - MONDAY) / HOUR, (toMs - MONDAY) / HOUR, why]);

  it("no log at all: nothing is a number", () => {
    const audit = week([]);
    const { collections, visits, collectionsPerWeek, fillAtCollectionPct, overflowMs, downtimeMs, strokes, trips } =
      audit;
    const all = [collections, visits, collectionsPerWeek, fillAtCollectionPct, overflowMs, downtimeMs, strokes, trips];
    expect(all).toEqual(all.map(() => null));
    expect([audit.safetyStops, audit.energyJ, days(audit.holes)]).toEqual([null, null, [[0, 168, "noLog"]]]);
  });

  it("a log that begins late and ends early is of the time between, and its schedule too", () => {
    const audit = week(log(24, 72, [emptied(30.5, 80)]));
    expect(days(audit.holes)).toEqual([
      [0, 24, "noLog"],
      [72, 168, "noLog"],
    ]);
    expect(audit).toMatchObject({ seenMs: 2 * DAY, collections: 1, collectionsPerWeek: 3.5, trips: { scheduled: 2 } });
  });

  it("a power cut is a hole from the last mark before it to the start after it, full or not", () => {
    const before = log(-1, 20, [[18.5, "full", { active: true }]]);
    const after = log(60, 169, [], { boot: "b" }).map((entry) => ({ ...entry, seq: entry.seq + before.length }));
    const audit = week([...before, ...after]);
    expect(days(audit.holes)).toEqual([[20, 60, "off"]]);
    expect(audit).toMatchObject({ seenMs: (168 - 40) * HOUR, overflowMs: 1.5 * HOUR });
  });

  it("lines that were taken out are a hole, until both states are said again", () => {
    const audit = week(WEEK.filter(({ seq }) => seq < 30 || seq > 40));
    const [[from, to, why] = []] = days(audit.holes);
    expect([why, Number(to) - Number(from) >= 8]).toEqual(["missing", true]);
    expect(audit.seenMs).toBe(7 * DAY - (Number(to) - Number(from)) * HOUR);
  });

  it.each([
    ["lost", { lost: 3 }],
    ["missing", { damaged: "evidence-000001.jsonl" }],
  ] as const)("an entry that says %s has a hole before it", (why, note) => {
    const audit = week(WEEK.map((entry) => (entry.at === instant(32 * HOUR) ? { ...entry, ...note } : entry)));
    expect(days(audit.holes)).toEqual([[29, 30, why]]);
  });

  it("an hour without a mark of life is silence, not rest", () => {
    const quiet = WEEK.filter(({ what, at }) => what !== "alive" || at < 130 * HOUR || at > 140 * HOUR);
    const audit = week(quiet.map((entry, index) => ({ ...entry, seq: index + 1 })));
    expect(days(audit.holes)).toEqual([[127, 139, "silent"]]);
  });

  it("a run whose clock was never known has entries that count nowhere, and leaves a hole", () => {
    const before = log(-1, 20);
    const blind = log(21, 40, [emptied(30.5, 80)], { boot: "b", ts: null, timeQuality: "none" });
    const after = log(41, 169, [], { boot: "c" });
    const audit = week([...before, ...blind, ...after].map((entry, index) => ({ ...entry, seq: index + 1 })));
    expect([audit.collections, audit.undated]).toEqual([0, 21]);
    expect(days(audit.holes)).toEqual([[20, 41, "noTime"]]);
  });

  it("a clock found late in a run dates all of it", () => {
    const late = WEEK.map((entry) =>
      entry.at < 100 * HOUR ? { ...entry, ts: null, timeQuality: "none" as const } : entry,
    );
    expect(week(late)).toEqual(week(WEEK));
  });

  it("says whether it is of mocks, or of a device that moved nothing", () => {
    expect(week(log(-1, 169, [], { simulated: true }))).toMatchObject({ simulated: true, observing: false });
    expect(week(log(-1, 169, [], { observing: true }))).toMatchObject({ simulated: false, observing: true });
  });
});
