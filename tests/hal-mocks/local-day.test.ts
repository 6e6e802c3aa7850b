import { describe, expect, it } from "vitest";
import { LocalDay } from "../../hal-mocks/local-day.ts";

describe("hours of the local day", () => {
  it.each([
    ["Europe/Stockholm", "2026-11-25T14:35:59Z", 15 + 35 / 60],
    ["Europe/Stockholm", "2026-10-25T00:30:00Z", 2.5],
    ["Europe/Stockholm", "2026-10-25T01:30:00Z", 2.5],
    ["Asia/Kolkata", "2026-11-25T18:30:00Z", 0],
    ["Asia/Kolkata", "2026-11-25T18:29:00Z", 23 + 59 / 60],
  ])("in %s at %s", (timeZone, wall, hours) => {
    const at = Date.parse(wall);
    const day = new LocalDay(timeZone);
    expect(day.hoursAt(at)).toBeCloseTo(hours, 9);
    expect(day.hourOf(at)).toBe(Math.floor(hours));
    expect(day.hoursAt(at + 60_000)).not.toBe(day.hoursAt(at));
  });

  it("are kept by zone", () => {
    expect(LocalDay.in("Europe/Stockholm")).toBe(LocalDay.in("Europe/Stockholm"));
    const noon = Date.parse("2026-07-01T12:00:00Z");
    expect(LocalDay.in("Europe/London").hoursAt(noon)).toBe(13);
    expect(LocalDay.in("Europe/Stockholm").hoursAt(noon)).toBe(14);
  });
});
