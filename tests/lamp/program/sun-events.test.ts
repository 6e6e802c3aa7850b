import { describe, expect, it } from "vitest";
import { dayOfText, localDay } from "../../../device/measure/local-time.ts";
import { turnsBetween } from "../../../device/lamp/night/sun.ts";
import { sunEvents } from "../../../device/lamp/program/sun-events.ts";
import { degrees } from "../../../device/measure/units.ts";
import { almanacElevationDeg } from "../oracle-sun.ts";
import { SETTINGS } from "../post.ts";

const MINUTE = 60_000;
/** Vector 7.3, USNO, UTC: civil dawn, sunrise, sunset, civil dusk in Stockholm. */
const STOCKHOLM = [
  ["2026-01-03", "2026-01-03T06:49", "07:43", "14:02", "14:56"],
  ["2026-01-10", "2026-01-10T06:44", "07:37", "14:14", "15:07"],
  ["2026-01-25", "2026-01-25T06:25", "07:13", "14:48", "15:36"],
  ["2026-06-21", "2026-06-20T23:59", "01:31", "20:08", "21:40"],
  ["2026-07-06", "2026-07-06T00:20", "01:43", "20:01", "21:23"],
  ["2026-09-23", "2026-09-23T03:53", "04:34", "16:45", "17:25"],
  ["2026-12-21", "2026-12-21T06:48", "07:43", "13:48", "14:44"],
  ["2026-12-24", "2026-12-24T06:49", "07:45", "13:50", "14:46"],
] as const;
const day = (text: string) => dayOfText(text) ?? localDay(Number.NaN);
const place = (latitude: number, longitude: number) => ({
  latitudeDeg: degrees(latitude),
  longitudeDeg: degrees(longitude),
});

describe("the four events of a local day (row 3 of 5b, vector 7.3, fact 6)", () => {
  it.each(STOCKHOLM)("on %s are within a minute of the tables", (date, dawn, sunrise, sunset, dusk) => {
    const events = sunEvents("Europe/Stockholm", day(date), SETTINGS.night);
    const expected = [dawn, `${date}T${sunrise}`, `${date}T${sunset}`, `${date}T${dusk}`];
    const found = [events.civilDawn, events.sunrise, events.sunset, events.civilDusk];
    const errors = found.map((at, index) => Math.abs((at ?? Number.NaN) - Date.parse(`${expected[index] ?? ""}Z`)));
    expect(Math.max(...errors)).toBeLessThanOrEqual(MINUTE);
  });

  it("are none in Tromsø at midsummer, and twilight alone at midwinter", () => {
    const tromso = (date: string) => sunEvents("Europe/Oslo", day(date), place(69.65, 18.96));
    expect(Object.values(tromso("2026-06-21"))).toEqual([null, null, null, null]);
    expect(tromso("2026-12-21")).toMatchObject({ sunrise: null, sunset: null });
    expect(tromso("2026-12-21").civilDawn).not.toBeNull();
  });

  it.each([
    ["Europe/Stockholm", 59.33, 18.07],
    ["Pacific/Auckland", -36.85, 174.76],
    ["Pacific/Kiritimati", 1.87, -157.4],
    ["Asia/Urumqi", 43.8, 87.6],
    ["Europe/Oslo", 69.65, 18.96],
  ])(
    "in %s come in order, each once, and where the almanac has the sun at that height",
    (zone, latitude, longitude) => {
      const here = place(latitude, longitude);
      const year = Array.from({ length: 366 }, (_, index) =>
        sunEvents(zone, localDay(day("2026-01-01") + index), here),
      );
      const moments = year.flatMap((events) => Object.values(events)).filter((at) => at !== null);
      expect([...new Set(moments)].sort((a, b) => a - b)).toEqual(moments);
      for (const { civilDawn, sunset } of year) {
        const night = { ...SETTINGS.night, ...here };
        if (civilDawn !== null) expect(Math.abs(almanacElevationDeg(civilDawn, night) + 6)).toBeLessThan(0.03);
        if (sunset !== null) expect(Math.abs(almanacElevationDeg(sunset, night) + 0.833)).toBeLessThan(0.03);
      }
    },
  );

  it.each([
    [60.6, 18.07, -6],
    [65, 25, -6],
    [66.9, 25, -0.833],
    [69.65, 18.96, -0.833],
    [-54, -68.3, -6],
  ])(
    "at %d, %d hold every crossing of %d degrees in a year, also those near midnight",
    (latitude, longitude, elevation) => {
      const here = place(latitude, longitude);
      const year = Array.from({ length: 368 }, (_, index) =>
        sunEvents("UTC", localDay(day("2025-12-31") + index), here),
      );
      const held = year.flatMap((is) => (elevation === -6 ? [is.civilDawn, is.civilDusk] : [is.sunrise, is.sunset]));
      const bySearch = { ...SETTINGS.night, ...here, sunBelowDeg: degrees(elevation) };
      const { crossings } = turnsBetween(Date.parse("2026-01-01"), Date.parse("2027-01-01"), bySearch);
      const missed = crossings.filter((at) => !held.some((event) => event !== null && Math.abs(event - at) <= 2_000));
      expect(missed.map((at) => new Date(at).toISOString())).toEqual([]);
    },
  );

  it.each([90, -90, 89.9])("throw nothing at latitude %d", (latitude) => {
    for (let index = 0; index < 366; index += 1)
      sunEvents("UTC", localDay(day("2026-01-01") + index), place(latitude, 0));
  });
});
