import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dayOfText,
  dayText,
  epochOf,
  isZone,
  localDay,
  localTime,
  minuteText,
  nightOf,
  noonOf,
  timesShown,
} from "../../device/measure/local-time.ts";
import { epochMs } from "../../device/measure/time.ts";
import { propertyRuns } from "../setup/property-runs.ts";

const STOCKHOLM = "Europe/Stockholm";
/** With and without summer time, south of the equator, half and quarter hours, and a change of half an hour. */
const ZONES = [
  ...["Europe/Stockholm", "UTC", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Auckland"],
  ...["America/Sao_Paulo", "America/St_Johns", "Pacific/Kiritimati", "Africa/Casablanca", "Etc/GMT+12"],
];
const day = (text: string) => dayOfText(text) ?? localDay(Number.NaN);
const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const at = (zone: string, date: string, time: string) =>
  new Date(epochOf(zone, { day: day(date), minute: minuteOf(time) })).toISOString();

describe("local time (row 2 of 5b: Stockholm on 2026-03-29 and 2026-10-25)", () => {
  it.each([
    [STOCKHOLM, "2026-03-29", "01:59", "2026-03-29T00:59:00.000Z", 1],
    [STOCKHOLM, "2026-03-29", "02:00", "2026-03-29T01:00:00.000Z", 0],
    [STOCKHOLM, "2026-03-29", "02:30", "2026-03-29T01:00:00.000Z", 0],
    [STOCKHOLM, "2026-03-29", "02:59", "2026-03-29T01:00:00.000Z", 0],
    [STOCKHOLM, "2026-03-29", "03:00", "2026-03-29T01:00:00.000Z", 1],
    [STOCKHOLM, "2026-10-25", "01:59", "2026-10-24T23:59:00.000Z", 1],
    [STOCKHOLM, "2026-10-25", "02:00", "2026-10-25T00:00:00.000Z", 2],
    [STOCKHOLM, "2026-10-25", "02:30", "2026-10-25T00:30:00.000Z", 2],
    [STOCKHOLM, "2026-10-25", "03:00", "2026-10-25T02:00:00.000Z", 1],
    ["Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30:00.000Z", 0],
    ["Pacific/Auckland", "2026-04-05", "02:30", "2026-04-04T13:30:00.000Z", 2],
    ["Asia/Kolkata", "2026-03-29", "02:30", "2026-03-28T21:00:00.000Z", 1],
    ["Pacific/Apia", "2011-12-30", "12:00", "2011-12-30T10:00:00.000Z", 0],
  ])("in %s on %s at %s is %s, shown %d times", (zone, date, time, wall, times) => {
    expect(at(zone, date, time)).toBe(wall);
    expect(timesShown(zone, { day: day(date), minute: minuteOf(time) })).toBe(times);
  });

  it("comes back to the time it was made of, and never earlier than it may", () => {
    const years = { min: Date.parse("2020-01-01"), max: Date.parse("2040-01-01") };
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.integer(years), (zone, wall) => {
        const shown = localTime(zone, epochMs(wall));
        const first = epochOf(zone, shown);
        expect(localTime(zone, first)).toEqual(shown);
        expect(first).toBeLessThanOrEqual(wall);
        if (wall - first >= 60_000) expect(timesShown(zone, shown)).toBe(2);
      }),
      propertyRuns(2_000),
    );
  });

  it("has nights from noon to noon, of 23 and 25 hours where the clock is changed", () => {
    const hours = (date: string) =>
      (noonOf(STOCKHOLM, localDay(day(date) + 1)) - noonOf(STOCKHOLM, day(date))) / 3_600_000;
    expect(["2026-03-27", "2026-03-28", "2026-10-24"].map(hours)).toEqual([24, 23, 25]);
    const nightAt = (wall: string) => dayText(nightOf(STOCKHOLM, epochMs(Date.parse(wall))));
    expect(nightAt("2026-03-29T09:59:59Z")).toBe("2026-03-28");
    expect(nightAt("2026-03-29T10:00:00Z")).toBe("2026-03-29");
  });

  it("knows zones by their names, and days that are", () => {
    expect(["Europe/Stockholm", "UTC", "Asia/Kathmandu"].every(isZone)).toBe(true);
    expect(["Europe/Stokholm", "+01:00", "", "Mars/Olympus"].some(isZone)).toBe(false);
    expect(dayOfText("2028-02-29")).toBe(21_243);
    expect(["2026-02-29", "2026-13-01", "26-01-01", "--12-24"].filter((text) => dayOfText(text) !== null)).toEqual([]);
    expect(minuteText(545)).toBe("09:05");
  });
});
