import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CalendarSettings, DynamicControl, Program, SwitchPoint } from "../../../device/lamp/program-settings.ts";
import { dayOfText, localDay, nightOf } from "../../../device/measure/local-time.ts";
import { sunEvents } from "../../../device/lamp/program/sun-events.ts";
import { nextTonight, nightOn, programNow, tonightAt, type Tonight } from "../../../device/lamp/program/tonight.ts";
import { Moments } from "../../../device/measure/moments.ts";
import { epochMs, instant, millis, minutes, type EpochMs, type WallClock } from "../../../device/measure/time.ts";
import { degrees, percent } from "../../../device/measure/units.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import { Post, SETTINGS, syncedAt } from "../post.ts";
import { absolute, atSun, atTime, calendar, motion, program, rule } from "./calendars.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const { night } = SETTINGS;
const day = (text: string) => dayOfText(text) ?? localDay(Number.NaN);
const wall = (text: string) => epochMs(Date.parse(text));
const nightOf1 = (only: Partial<Program>, date: string): Tonight =>
  nightOn(calendar([program("p", only)]), night, day(date));
const at = (...moments: readonly (EpochMs | undefined)[]) =>
  moments.map((moment) => new Date(moment ?? Number.NaN).toISOString().slice(0, 19));

/** Instants are wall time shifted by this, so that nobody may take one for the other. */
const CLOCK: WallClock = { offsetMs: Date.parse("2026-01-01"), quality: "sync", errorMs: millis(0) };
const momentsAt = (moment: number): Moments => new Moments(instant(moment - CLOCK.offsetMs));
const now = (tonight: Tonight, moment: number) => programNow(tonight, CLOCK, momentsAt(moment));

describe("one night of a calendar (row 2 of 5b)", () => {
  it("goes from noon to noon by the local clock, in its order whatever the order in the file", () => {
    const tonight = nightOf1(
      { switchPoints: [atTime("05:30", 80), atTime("23:00", 40), atTime("12:00", 90)] },
      "2026-06-01",
    );
    expect(tonight).toMatchObject({ date: "2026-06-01", program: "p" });
    expect(at(tonight.from, tonight.to)).toEqual(["2026-06-01T10:00:00", "2026-06-02T10:00:00"]);
    expect(tonight.switches.map(({ levelPct }) => levelPct)).toEqual([90, 40, 80]);
    expect(at(...tonight.switches.map((point) => point.at))).toEqual([
      "2026-06-01T10:00:00",
      "2026-06-01T21:00:00",
      "2026-06-02T03:30:00",
    ]);
  });

  it("has neither gap nor double in the nights of the changed clock", () => {
    const points = ["01:30", "02:30", "03:00", "03:30"].map((time, index) => atTime(time, 10 * (index + 1)));
    const spring = nightOf1({ switchPoints: points }, "2026-03-28");
    expect(at(...spring.switches.map((point) => point.at))).toEqual([
      "2026-03-29T00:30:00",
      "2026-03-29T01:00:00",
      "2026-03-29T01:00:00",
      "2026-03-29T01:30:00",
    ]);
    const autumn = nightOf1({ switchPoints: points }, "2026-10-24");
    expect(at(...autumn.switches.map((point) => point.at))).toEqual([
      "2026-10-24T23:30:00",
      "2026-10-25T00:30:00",
      "2026-10-25T02:00:00",
      "2026-10-25T02:30:00",
    ]);
    expect([0, 0.9, 1, 1.4, 2].map((hours) => now(autumn, wall("2026-10-25T00:00Z") + hours * HOUR).levelPct)).toEqual([
      ...[10, 20, 20, 20, 30],
    ]);
    expect(now(spring, wall("2026-03-29T01:00Z")).levelPct).toBe(30);
  });

  it("leaves out a switch whose sun event is absent, and puts one before noon at noon", () => {
    const points = [atSun("sunset", 30, 70), atSun("sunrise", -10, 90), atTime("22:00", 50)];
    const tromso = { ...night, latitudeDeg: degrees(69.65), longitudeDeg: degrees(18.96) };
    const polar = nightOn(calendar([program("p", { switchPoints: points })]), tromso, day("2026-12-21"));
    expect(polar.switches.map(({ by }) => by)).toEqual(["time"]);
    const { sunset } = sunEvents("Europe/Stockholm", day("2026-12-21"), night);
    const { sunrise } = sunEvents("Europe/Stockholm", day("2026-12-22"), night);
    const here = nightOf1({ switchPoints: points }, "2026-12-21").switches;
    expect(here.map((point) => point.at)).toEqual([
      (sunset ?? 0) + 1_800_000,
      wall("2026-12-21T21:00Z"),
      (sunrise ?? 0) - 600_000,
    ]);
    const early = nightOf1({ switchPoints: [atSun("sunset", -180, 70)] }, "2026-12-21");
    expect(early.switches).toMatchObject([{ at: early.from, levelPct: 70 }]);
  });

  it("leaves to the next night what would come after its end, where the zone is far from the sun", () => {
    const kashgar = { ...night, latitudeDeg: degrees(39.5), longitudeDeg: degrees(76) };
    const points = [atSun("sunrise", 60, 90), atSun("sunrise", 150, 70)];
    const far = calendar([program("p", { switchPoints: points })], [], { zone: "Asia/Shanghai" });
    expect(nightOn(far, kashgar, day("2026-12-21")).switches).toMatchObject([{ levelPct: 90 }]);
  });

  it("has no program where the calendar has none", () => {
    const tonight = tonightAt(calendar([], [], { defaultProgram: null }), night, wall("2026-06-01T20:00Z"));
    expect(tonight).toMatchObject({ program: null, switches: [], active: null, motionBoosts: true });
    expect(now(tonight, tonight.from)).toMatchObject({ levelPct: null, because: "noProgram" });
    expect(tonight.night).toBe(night);
  });

  it("is plain data", () => {
    const tonight = nightOf1(
      { switchPoints: [atTime("22:00", 50)], dynamicControls: [motion("22:00", "05:00", 80)] },
      "2026-06-01",
    );
    expect(JSON.parse(JSON.stringify(tonight))).toEqual(tonight);
  });
});

describe("the program now (row 2 of 5b)", () => {
  const evening = nightOf1({ levelPct: null, switchPoints: [atTime("18:00", 100), atTime("23:00", 40)] }, "2026-12-01");

  it("is a gap before the first switch without a level, and wakes at each switch", () => {
    const moments = momentsAt(wall("2026-12-01T16:00Z"));
    expect(programNow(evening, CLOCK, moments)).toMatchObject({ levelPct: null, because: "gap" });
    expect(moments.next).toBe(wall("2026-12-01T17:00Z") - CLOCK.offsetMs);
    expect(now(evening, wall("2026-12-01T17:00Z"))).toMatchObject({ levelPct: 100, because: "time" });
    expect(now({ ...evening, levelPct: SETTINGS.basePct }, wall("2026-12-01T16:00Z"))).toMatchObject({
      levelPct: 30,
      because: "start",
    });
  });

  it.each([
    ["18:00", "06:00", ["2026-12-01T16:59Z", "2026-12-02T05:00Z"], ["2026-12-01T17:00Z", "2026-12-02T04:59Z"]],
    [
      "06:00",
      "22:00",
      ["2026-12-01T21:00Z", "2026-12-02T04:59Z"],
      ["2026-12-01T11:00Z", "2026-12-01T20:59Z", "2026-12-02T05:00Z"],
    ],
    ["18:00", "12:00", ["2026-12-01T16:59Z"], ["2026-12-01T17:00Z", "2026-12-02T10:59Z"]],
    ["18:00", "18:00", [], ["2026-12-01T11:00Z", "2026-12-02T10:59Z"]],
  ] as const)("gives 0 outside an Absolute period %s to %s", (start, end, outside, inside) => {
    const tonight = nightOf1({ activePeriod: absolute(start, end) }, "2026-12-01");
    for (const moment of outside) expect(now(tonight, wall(moment))).toMatchObject({ levelPct: 0, because: "outside" });
    for (const moment of inside) expect(now(tonight, wall(moment))).toMatchObject({ levelPct: 100, because: "start" });
  });

  it("gives the first dynamic control whose period holds", () => {
    const [late, always] = [motion("22:00", "05:00", 60), motion("00:00", "00:00", 80)];
    const tonight = nightOf1({ dynamicControls: [late, always] }, "2026-12-01");
    const dynamicAt = (moment: string): DynamicControl | null => now(tonight, wall(moment)).dynamic;
    expect(["2026-12-01T20:59Z", "2026-12-01T21:00Z", "2026-12-02T03:59Z", "2026-12-02T04:00Z"].map(dynamicAt)).toEqual(
      [...[always, late, late, always]],
    );
    const alone = nightOf1({ dynamicControls: [late] }, "2026-12-01");
    expect(now(alone, wall("2026-12-01T20:59Z"))).toMatchObject({ dynamic: null, motionBoosts: false });
    expect(now(evening, wall("2026-12-01T20:59Z"))).toMatchObject({ dynamic: null, motionBoosts: true });
  });
});

describe("the night that is kept (row 2 of 5b)", () => {
  const two = calendar([program("week"), program("weekend")], [rule("weekend", { weekdays: [6, 7] })]);
  const kept = (was: Tonight | null, moment: number): Tonight => nextTonight(was, two, night, CLOCK, momentsAt(moment));

  it("is the same object until its noon, and announces that", () => {
    const friday = kept(null, wall("2026-12-04T20:00Z"));
    const moments = momentsAt(wall("2026-12-05T10:59:59Z"));
    expect(nextTonight(friday, two, night, CLOCK, moments)).toBe(friday);
    expect(moments.next).toBe(friday.to - CLOCK.offsetMs);
    expect(kept(friday, friday.to)).toMatchObject({ date: "2026-12-05", program: "weekend" });
  });

  it.each([-400 * DAY, -25 * HOUR, -3 * HOUR, -1, 0, 1, 3 * HOUR, 25 * HOUR, 400 * DAY])(
    "is right at once after a step of the clock by %d ms",
    (step) => {
      const before = kept(null, wall("2026-12-04T11:00Z"));
      const moment = epochMs(wall("2026-12-04T11:00Z") + step);
      const is = kept(before, moment);
      expect(is).toEqual(tonightAt(two, night, moment));
      expect(kept(is, moment)).toBe(is);
      expect(is === before).toBe(step >= 0 && step < 24 * HOUR);
    },
  );
});

const POINTS: fc.Arbitrary<SwitchPoint> = fc.oneof(
  fc
    .record({ minute: fc.integer({ min: 0, max: 1_439 }), level: fc.integer({ min: 0, max: 100 }) })
    .map(({ minute, level }) => ({ ...atTime("00:00", level), minute }) as SwitchPoint),
  fc
    .record({
      at: fc.constantFrom("sunset", "sunrise"),
      offset: fc.integer({ min: -180, max: 180 }),
      level: fc.nat(100),
    })
    .map(({ at: event, offset, level }) => atSun(event, offset, level)),
);
const CALENDARS: fc.Arbitrary<CalendarSettings> = fc
  .record({
    programs: fc.array(fc.array(POINTS, { maxLength: 6 }), { minLength: 2, maxLength: 4 }),
    weekdays: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 2, maxLength: 2 }),
    zone: fc.constantFrom("Europe/Stockholm", "Australia/Lord_Howe", "Asia/Kolkata"),
  })
  .map(({ programs, weekdays, zone }) => {
    const made = programs.map((switchPoints, index) => program(`p${index}`, { switchPoints }));
    return calendar(
      made,
      weekdays.map((weekday, index) => rule(`p${index}`, { weekdays: [weekday] })),
      { zone },
    );
  });

it("gives at any moment the level of the last switch of all nights' that the moment's night has (row 2 of 5b)", () => {
  const span = { min: Date.parse("2026-10-20T00:00Z"), max: Date.parse("2026-10-28T00:00Z") };
  fc.assert(
    fc.property(CALENDARS, fc.array(fc.integer(span), { minLength: 20, maxLength: 20 }), (settings, moments) => {
      const nights = Array.from({ length: 12 }, (_, index) =>
        nightOn(settings, night, localDay(day("2026-10-18") + index)),
      );
      let tonight: Tonight | null = null;
      for (const moment of moments) {
        tonight = nextTonight(tonight, settings, night, CLOCK, momentsAt(moment));
        const all = nights.flatMap(({ from, to, switches }) => switches.map((point) => ({ ...point, from, to })));
        let expected = 100;
        let latest = Number.NEGATIVE_INFINITY;
        for (const point of all) {
          if (moment < point.from || moment >= point.to || point.at > moment || point.at < latest) continue;
          [expected, latest] = [point.levelPct, point.at];
        }
        expect(now(tonight, moment).levelPct).toBe(expected);
        expect(tonight.date).toBe(nights.find(({ from, to }) => moment >= from && moment < to)?.date);
        expect(nightOf(settings.zone, epochMs(moment))).toBe(dayOfText(tonight.date));
      }
    }),
    propertyRuns(200),
  );
});

it("changes at no moment that it did not announce (row 2 of 5b)", () => {
  const settings = calendar([
    program("p", {
      activePeriod: absolute("17:00", "06:30"),
      switchPoints: [atTime("22:00", 50), atSun("sunrise", -30, 80)],
      dynamicControls: [motion("21:00", "01:00", 90), motion("04:00", "05:00", 70)],
    }),
  ]);
  const tonight = nightOn(settings, night, day("2026-10-24"));
  let [moment, changes] = [Number(tonight.from), 0];
  while (moment < tonight.to) {
    const moments = momentsAt(moment);
    const is = programNow(tonight, CLOCK, moments);
    const next = Math.min(tonight.to, (moments.next ?? Number.POSITIVE_INFINITY) + CLOCK.offsetMs);
    for (const within of [moment, (moment + next) / 2, next - 1]) expect(now(tonight, within)).toEqual(is);
    [moment, changes] = [next, changes + 1];
  }
  expect(changes).toBe(9);
});

it("limits nothing else: AstroClock, Sensor and AstroAndSensor say what a night is (TALQ 1.1)", () => {
  const [on, off] = [SETTINGS.night.cellOffLux, SETTINGS.night.cellOnLux];
  const offsets = { sunsetOffsetMs: minutes(30), sunriseOffsetMs: minutes(-20) };
  const under = (activePeriod: Program["activePeriod"]) => nightOf1({ activePeriod }, "2026-06-01").night;
  expect(under({ type: "AstroClock", ...offsets })).toMatchObject({
    ...{ sunBelowDeg: -0.833, duskOffsetMs: 30 * 60_000, dawnOffsetMs: -20 * 60_000 },
    ...{ windowBeforeMs: 0, windowAfterMs: 0, dawnWindow: { beforeMs: 0, afterMs: 0 } },
  });
  expect(under({ type: "Sensor", onLux: on, offLux: off })).toMatchObject({
    ...{ sunBelowDeg: -6, windowBeforeMs: 3 * HOUR, windowAfterMs: 3 * HOUR, cellOnLux: on, cellOffLux: off },
  });
  const both = { ...offsets, beforeSunsetMs: minutes(45), beforeSunriseMs: minutes(15), onLux: on, offLux: off };
  expect(under({ type: "AstroAndSensor", ...both })).toMatchObject({
    ...{ sunBelowDeg: -0.833, duskOffsetMs: 30 * 60_000, dawnOffsetMs: -20 * 60_000, cellInWindowAlone: true },
    ...{ windowBeforeMs: 45 * 60_000, windowAfterMs: 0, dawnWindow: { beforeMs: 15 * 60_000, afterMs: 0 } },
  });
  expect(under(absolute("18:00", "06:00"))).toBe(night);
});

describe("a calendar that cannot be evaluated", () => {
  const broken = calendar([program("p", { levelPct: percent(20) })], [], { zone: "Europe/Nowhere" });

  it("leaves the lamp at its safe level by night and dark by day, and says why", () => {
    const post = new Post({ ...SETTINGS, calendar: broken }).at(0, {
      ...{ clock: syncedAt("2026-12-21T12:00:00Z"), motion: { active: false, edges: 0, lastEdgeAt: null } },
    });
    expect(post.at(60_000).state.level).toEqual({ reason: "day", levelPct: 0 });
    expect(post.at(8 * HOUR).state.level).toEqual({ reason: "safe", levelPct: 100 });
    expect(post.whys.at(-1)?.text).toMatch(/the calendar cannot be read: .*Europe\/Nowhere/);
    expect(post.reports.map(({ stream }) => stream)).toContain("safe-light");
  });

  it("is tried again at the next noon of UTC alone", () => {
    const tonight = tonightAt(broken, night, wall("2026-12-21T20:00Z"));
    expect(at(tonight.from, tonight.to)).toEqual(["2026-12-21T12:00:00", "2026-12-22T12:00:00"]);
    const kept = (text: string) => nextTonight(tonight, broken, night, CLOCK, momentsAt(wall(text)));
    expect(kept("2026-12-22T11:59Z")).toBe(tonight);
    expect(kept("2026-12-22T12:00Z")).toMatchObject({ date: "2026-12-22" });
  });
});
