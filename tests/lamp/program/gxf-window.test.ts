import { describe, expect, it } from "vitest";
import { dayOfText, localDay } from "../../../device/measure/local-time.ts";
import { nightUnder } from "../../../device/lamp/program/resolved-night.ts";
import { sunEvents } from "../../../device/lamp/program/sun-events.ts";
import { millis, minutes } from "../../../device/measure/time.ts";
import { lux } from "../../../device/measure/units.ts";
import { Post, SETTINGS, syncedAt } from "../post.ts";

const MINUTE = 60_000;
/** On that day the sun sets in Stockholm at 20:01 UTC, as in the vector, and rises at 01:45 on the next. */
const DATE = dayOfText("2026-07-06") ?? localDay(Number.NaN);
const START = "2026-07-06T12:00:00Z";
const NOBODY = { active: false, edges: 0, lastEdgeAt: null };
const events = (day: number) => sunEvents("Europe/Stockholm", localDay(day), SETTINGS.night);
const sunset = (events(DATE).sunset ?? Number.NaN) - Date.parse(START);
const sunrise = (events(DATE + 1).sunrise ?? Number.NaN) - Date.parse(START);

const night = nightUnder(
  {
    type: "AstroAndSensor",
    sunsetOffsetMs: minutes(30),
    sunriseOffsetMs: minutes(-10),
    beforeSunsetMs: minutes(45),
    beforeSunriseMs: minutes(20),
    onLux: lux(35),
    offLux: lux(55),
  },
  { ...SETTINGS.night, cellDelayMs: millis(0) },
);
const afternoon = (daylight: number | "absent") =>
  new Post({ ...SETTINGS, night }).at(0, {
    clock: syncedAt(START),
    motion: NOBODY,
    daylight: daylight === "absent" ? daylight : lux(daylight),
  });
const turns = new WeakMap<Post, number>();
/** Minutes from sunset, or sunrise, to the last change between night and day. */
const turned = (post: Post, event: number): number => Math.round(((turns.get(post) ?? Number.NaN) - event) / MINUTE);

/** Runs on in steps of 10 s and notes when the rule changed between day and night. */
function follow(post: Post, until: number): Post {
  let wasDay = post.state.level.reason === "day";
  for (let at = Math.ceil(post.now / 10_000) * 10_000 + 10_000; at <= until; at += 10_000) {
    post.at(at);
    const isDay = post.state.level.reason === "day";
    if (isDay !== wasDay) turns.set(post, at);
    wasDay = isDay;
  }
  return post;
}

describe("the window of astro and photocell (row 4 of 5b, vector 7.4: sunset 20:00, window -15/+30)", () => {
  it("lights at the window's beginning where the cell was dark before it: dark 19:30, on 19:45", () => {
    const post = afternoon(900).at(sunset - 30 * MINUTE, { daylight: lux(5) });
    expect(turned(follow(post, sunset + 60 * MINUTE), sunset)).toBe(-15);
  });

  it("lights with the cell inside the window: dark 20:05, on 20:05", () => {
    const post = afternoon(900).at(sunset + 5 * MINUTE, { daylight: lux(5) });
    expect(post.state.level.reason).toBe("base");
    expect(turns.has(follow(post, sunset + 60 * MINUTE))).toBe(false);
    expect(follow(afternoon(900), sunset + 4.9 * MINUTE).state.level.reason).toBe("day");
  });

  it.each([["absent"], [900]] as const)("lights at the window's end where the cell is %s: on 20:30", (daylight) => {
    expect(turned(follow(afternoon(daylight), sunset + 60 * MINUTE), sunset)).toBe(30);
  });

  it("puts out at dawn with the cell in the window before the shifted sunrise, else at its end", () => {
    const overnight = () => afternoon(900).at(sunset + 5 * MINUTE, { daylight: lux(5) });
    const brightAt = (minute: number) => overnight().at(sunrise + minute * MINUTE, { daylight: lux(900) });
    const silent = overnight().at(sunset + 60 * MINUTE, { daylight: "no-answer" });
    expect(turned(follow(silent, sunrise + 60 * MINUTE), sunrise)).toBe(-10);
    expect(turned(follow(overnight(), sunrise + 60 * MINUTE), sunrise)).toBe(-10);
    expect(turned(follow(brightAt(-40), sunrise + 60 * MINUTE), sunrise)).toBe(-30);
    expect(brightAt(-25.1).state.level.reason).toBe("day");
  });

  it("still finds a cell that is stuck dark by day", () => {
    const post = afternoon(5);
    expect(follow(post, 3.5 * 60 * MINUTE).state.level.reason).toBe("day");
    expect(post.reports.map(({ stream }) => stream)).toContain("stuck-cell");
  });
});
