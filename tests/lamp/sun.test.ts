import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NightSettings } from "../../device/lamp/settings.ts";
import { elevationDeg, nextSunDay, sunDay, sunNow, turnsBetween, type Turns } from "../../device/lamp/night/sun.ts";
import { Moments } from "../../device/measure/moments.ts";
import { epochMs, instant, millis, minutes } from "../../device/measure/time.ts";
import { degrees } from "../../device/measure/units.ts";
import { propertyRuns } from "../setup/property-runs.ts";
import { almanacElevationDeg } from "./oracle-sun.ts";
import { SETTINGS } from "./post.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

/** USNO, UTC, whole minutes: civil dawn, sunrise, sunset, civil dusk in Stockholm. */
const STOCKHOLM = [
  ["2026-01-03", "06:49", "07:43", "14:02", "14:56"],
  ["2026-01-10", "06:44", "07:37", "14:14", "15:07"],
  ["2026-01-25", "06:25", "07:13", "14:48", "15:36"],
  ["2026-07-06", "00:20", "01:43", "20:01", "21:23"],
  ["2026-09-23", "03:53", "04:34", "16:45", "17:25"],
  ["2026-12-21", "06:48", "07:43", "13:48", "14:44"],
  ["2026-12-24", "06:49", "07:45", "13:50", "14:46"],
] as const;

const below = (sunBelowDeg: number, others: Partial<NightSettings> = {}): NightSettings => ({
  ...SETTINGS.night,
  sunBelowDeg: degrees(sunBelowDeg),
  ...others,
});
const at = (latitude: number, longitude: number) => ({
  latitudeDeg: degrees(latitude),
  longitudeDeg: degrees(longitude),
});
const dayOf = (date: string): number => Date.parse(date) / DAY;
const nearest = (wall: number, night: NightSettings): number =>
  Math.min(...sunDay(Math.floor(wall / DAY), night).crossings.map((crossing) => Math.abs(crossing - wall)));

describe("the sun of a day", () => {
  it.each(STOCKHOLM)("crosses on %s within a minute of the tables", (date, dawn, sunrise, sunset, dusk) => {
    for (const time of [dawn, dusk])
      expect(nearest(Date.parse(`${date}T${time}Z`), below(-6))).toBeLessThanOrEqual(MINUTE);
    for (const time of [sunrise, sunset]) {
      expect(nearest(Date.parse(`${date}T${time}Z`), below(-0.833))).toBeLessThanOrEqual(MINUTE);
    }
  });

  it("sees the midsummer dawn that falls on the day before by UTC", () => {
    const { crossings } = sunDay(dayOf("2026-06-21"), below(-6));
    expect(nearest(Date.parse("2026-06-20T23:59Z"), below(-6))).toBeLessThanOrEqual(MINUTE);
    expect(crossings.some((crossing) => Math.abs(crossing - Date.parse("2026-06-21T21:40Z")) <= MINUTE)).toBe(true);
  });

  it("has no crossing in polar night and midnight sun, and knows which it is", () => {
    const tromso = below(-0.833, at(69.65, 18.96));
    expect(sunDay(dayOf("2026-12-21"), tromso)).toMatchObject({ startsDown: true, crossings: [] });
    expect(sunDay(dayOf("2026-06-21"), tromso)).toMatchObject({ startsDown: false, crossings: [] });
    for (const latitude of [90, -90])
      expect(sunDay(dayOf("2026-06-21"), below(-6, at(latitude, 0))).crossings).toEqual([]);
  });

  it("misses no night that is shorter than its search", () => {
    const short = below(-6, at(60.56, 18.07));
    const nights = Array.from({ length: 60 }, (_, index) => sunDay(dayOf("2026-05-20") + index, short).crossings);
    const lengths = nights.flatMap((crossings) =>
      crossings.slice(1).map((end, index) => end - (crossings[index] ?? end)),
    );
    expect(Math.min(...lengths)).toBeLessThan(30 * MINUTE);
    for (const crossings of nights) for (const c of crossings) expect(Math.abs(slope(c, short))).toBeLessThan(0.02);
  });

  it.each([
    [59.33, 18.07],
    [-36.85, 174.76],
    [0, -78],
    [78, 15],
  ])("stands within 0.03 degrees of where the almanac has it, at %d, %d", (latitude, longitude) => {
    const night = below(-6, at(latitude, longitude));
    for (let wall = Date.parse("2026-01-01"); wall < Date.parse("2027-01-01"); wall += 7.3 * 3_600_000) {
      const ours = elevationDeg(epochMs(wall), night);
      expect(Math.abs(ours - almanacElevationDeg(wall, night))).toBeLessThan(0.03);
    }
  });
});

describe("offsets of dusk and dawn (row 3 of 5b: to 180 min)", () => {
  const moved = (duskMinutes: number, dawnMinutes: number, others: Partial<NightSettings> = {}): NightSettings =>
    below(-0.833, { duskOffsetMs: minutes(duskMinutes), dawnOffsetMs: minutes(dawnMinutes), ...others });
  const turns = (date: string, night: NightSettings, days = 1) =>
    turnsBetween(Date.parse(date), Date.parse(date) + days * DAY, night);

  it("move each night's beginning and end", () => {
    const plain = turns("2026-09-23", moved(0, 0), 3);
    const late = turns("2026-09-23", moved(30, -20), 3);
    expect(late.startsDown).toBe(plain.startsDown);
    const differences = late.crossings.map((at, index) => (at - (plain.crossings[index] ?? 0)) / MINUTE);
    expect(differences).toEqual([-20, 30, -20, 30, -20, 30]);
  });

  it("make a night none that would end before it begins, and leave no window of it", () => {
    const night = moved(180, -180, { windowBeforeMs: minutes(180), windowAfterMs: minutes(180) });
    expect(turns("2026-06-21", night)).toEqual({ startsDown: false, crossings: [] });
    expect(turns("2026-12-21", night).crossings.length).toBeGreaterThan(0);
  });

  it("make a day none that is shorter than they are", () => {
    const night = below(-0.833, { ...at(67, 20), duskOffsetMs: minutes(-180), dawnOffsetMs: minutes(180) });
    expect(turns("2026-12-21", night)).toEqual({ startsDown: true, crossings: [] });
  });

  it("leave polar night night and midnight sun day", () => {
    const tromso = (date: string) => turns(date, moved(180, -180, at(69.65, 18.96)));
    expect(tromso("2026-12-21")).toEqual({ startsDown: true, crossings: [] });
    expect(tromso("2026-06-21")).toEqual({ startsDown: false, crossings: [] });
  });

  it("give every part of a long time what they give the whole", () => {
    fc.assert(
      fc.property(fc.integer({ min: -180, max: 180 }), fc.integer({ min: -180, max: 180 }), (dusk, dawn) => {
        const night = moved(dusk, dawn, { windowBeforeMs: millis(0), windowAfterMs: millis(0) });
        const whole = turns("2026-06-10", night, 20);
        for (let day = dayOf("2026-06-11"); day < dayOf("2026-06-29"); day += 1) {
          for (let hour = 0; hour < 24; hour += 1) {
            const wall = day * DAY + hour * 3_600_000;
            expect(isNight(sunDay(day, night), wall)).toBe(isNight(whole, wall));
          }
        }
      }),
      propertyRuns(20),
    );
  });

  it("have a window of its own at dawn where one is given", () => {
    const night = moved(0, 0, { dawnWindow: { beforeMs: minutes(50), afterMs: minutes(10) } });
    const day = sunDay(dayOf("2026-09-23"), night);
    const [dawn = 0, dusk = 0] = day.crossings.filter((crossing) => Math.floor(crossing / DAY) === day.day);
    const phase = (wall: number) =>
      sunNow(day, { offsetMs: 0, quality: "sync", errorMs: millis(0) }, night, new Moments(instant(wall))).phase;
    const around = [dawn - 51 * MINUTE, dawn - 50 * MINUTE, dawn + 9 * MINUTE, dawn + 10 * MINUTE].map(phase);
    expect(around).toEqual(["night", "window", "window", "day"]);
    const evening = [dusk - 31 * MINUTE, dusk - 30 * MINUTE, dusk + 29 * MINUTE, dusk + 30 * MINUTE].map(phase);
    expect(evening).toEqual(["day", "window", "window", "night"]);
  });

  it("are taken up at once when another program's night begins", () => {
    const clock = { offsetMs: 0, quality: "sync", errorMs: millis(0) } as const;
    const moments = new Moments(instant(Date.parse("2026-09-23T12:00Z")));
    const was = sunDay(dayOf("2026-09-23"), moved(40, 10));
    expect(nextSunDay(was, clock, moved(40, 10), moments)).toBe(was);
    const crossings = (night: NightSettings) => nextSunDay(was, clock, night, moments).crossings;
    for (const other of [moved(-40, 10), moved(40, -10), moved(40, 10, { sunBelowDeg: degrees(-6) })]) {
      expect(crossings(other)).toEqual(sunDay(was.day, other).crossings);
    }
  });
});

const isNight = ({ startsDown, crossings }: Turns, wall: number): boolean =>
  startsDown !== (crossings.filter((crossing) => crossing <= wall).length % 2 === 1);

/** How far a crossing is from the threshold, in degrees. */
const slope = (wall: number, night: NightSettings): number => elevationDeg(epochMs(wall), night) - night.sunBelowDeg;
