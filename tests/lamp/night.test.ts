import { describe, expect, it } from "vitest";
import type { Brightness } from "../../device/lamp/night/cell.ts";
import { nightBy, trustedClock, type Night } from "../../device/lamp/night/night.ts";
import type { Sun } from "../../device/lamp/night/sun.ts";
import { valid } from "../../device/measure/reading.ts";
import { instant, millis, type TimeQuality } from "../../device/measure/time.ts";
import { nightUnder } from "../../device/lamp/program/resolved-night.ts";
import { degrees, lux } from "../../device/measure/units.ts";
import { Post, SETTINGS, syncedAt } from "./post.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const down = (phase: Sun["phase"]): Sun => ({ phase, down: true });
const up = (phase: Sun["phase"]): Sun => ({ phase, down: false });

/** The first table of 5a: sun (null: the clock is lost), cell, whether the cell has proved itself, night. */
const NIGHTS: readonly (readonly [Sun | null, Brightness | null, boolean, Night])[] = [
  [down("night"), "dark", true, "yes"],
  [down("night"), "bright", true, "yes"],
  [down("night"), null, false, "yes"],
  [down("window"), "dark", false, "yes"],
  [down("window"), "bright", false, "no"],
  [down("window"), null, false, "yes"],
  [up("window"), "dark", false, "yes"],
  [up("window"), "bright", false, "no"],
  [up("window"), null, false, "no"],
  [up("day"), "dark", false, "yes"],
  [up("day"), "bright", true, "no"],
  [up("day"), null, false, "no"],
  [null, "dark", false, "yes"],
  [null, "dark", true, "yes"],
  [null, "bright", true, "no"],
  [null, "bright", false, "unsure"],
  [null, null, true, "unsure"],
  [null, null, false, "unsure"],
];

describe("night", () => {
  it.each(NIGHTS)("by sun %j and cell %s (proven %s) is %s", (sun, cell, proven, night) => {
    expect(nightBy(sun, cell, cell === "bright" && proven)).toBe(night);
  });

  it.each([
    ["sync", 10, true],
    ["rtc", 20_000, true],
    ["estimated", 5 * MINUTE, true],
    ["estimated", 5 * MINUTE + 1, false],
    ["none", 0, false],
  ] as const)("trusts a clock of quality %s with an error of %d ms: %s", (quality: TimeQuality, errorMs, trusted) => {
    const clock = { offsetMs: 0, quality, errorMs: millis(errorMs) };
    expect(trustedClock(valid(clock, instant(0))) !== null).toBe(trusted);
  });
});

/** Civil dusk in Stockholm on that day is at 15:36 UTC. */
const NOON = "2026-01-25T12:00:00Z";
const DUSK = Date.parse("2026-01-25T15:36:00Z") - Date.parse(NOON);
const afternoon = (): Post => new Post(SETTINGS).at(0, { clock: syncedAt(NOON), motion: NOBODY });
const NOBODY = { active: false, edges: 0, lastEdgeAt: null };
const nights = (post: Post) => post.whys.map(({ reason }) => reason);

describe("dusk", () => {
  it("comes with the sun where there is no cell", () => {
    const post = afternoon().at(DUSK + 3 * MINUTE);
    expect(post.levelPct).toBe(30);
    const began = post.levels.filter(([at]) => at > HOUR)[0]?.[0] ?? 0;
    expect(Math.abs(began - DUSK)).toBeLessThanOrEqual(MINUTE);
  });

  it("comes with a dark cell inside the window, and with the window's end whatever the cell says", () => {
    const early = afternoon()
      .at(DUSK - 45 * MINUTE, { daylight: lux(200) })
      .at(DUSK - 20 * MINUTE, { daylight: lux(20) });
    expect(early.at(DUSK - 18 * MINUTE).levelPct).toBe(30);
    const late = afternoon().at(DUSK - 45 * MINUTE, { daylight: lux(200) });
    expect(late.at(DUSK + 28 * MINUTE).levelPct).toBe(0);
    expect(late.at(DUSK + 32 * MINUTE).levelPct).toBe(30);
  });

  it("lets a storm light the lamp for three hours of a day, and then calls the cell stuck", () => {
    const post = new Post(SETTINGS).at(0, {
      clock: syncedAt("2026-06-21T08:00:00Z"),
      motion: NOBODY,
      daylight: lux(5),
    });
    post.at(SETTINGS.night.cellDelayMs + 3 * HOUR - 20);
    expect(post.levelPct).toBe(30);
    expect(post.at(SETTINGS.night.cellDelayMs + 3 * HOUR + 10_000).levelPct).toBe(0);
    expect(post.at(SETTINGS.night.cellDelayMs + 3 * HOUR + 20_000).reports.map(({ stream }) => stream)).toContain(
      "stuck-cell",
    );
  });

  it("takes a cell that is stuck dark for none until it was bright", () => {
    const post = new Post(SETTINGS).at(0, {
      clock: syncedAt("2026-06-21T08:00:00Z"),
      motion: NOBODY,
      daylight: lux(5),
    });
    post.at(5 * HOUR, { clock: "no-answer" });
    expect(post.state.level.reason).toBe("safe");
    post.at(5 * HOUR + MINUTE, { daylight: lux(900) }).at(5 * HOUR + 3 * MINUTE);
    expect(post.state.level.reason).toBe("day");
  });

  const ownNight = SETTINGS.night;
  const wide = { ...ownNight, windowBeforeMs: millis(3 * HOUR), windowAfterMs: millis(3 * HOUR) };
  const bySensor = nightUnder({ type: "Sensor", onLux: lux(35), offLux: lux(55) }, ownNight);
  const atSunset = { ...ownNight, sunBelowDeg: degrees(-0.833) };
  const stuckCells = (post: Post) =>
    post.reports.filter(({ stream }) => stream === "stuck-cell").map(({ values }) => values);

  it.each([
    ["the post's own windows", ownNight],
    ["windows that meet over a short night", wide],
    ["the photocell alone", bySensor],
    ["a cell for the last light of day", { ...wide, cellOnLux: lux(5), cellOffLux: lux(8) }],
  ])("finds a cell that is stuck bright within the shortest night, under %s", (_name, night) => {
    const start = { clock: syncedAt("2026-06-20T12:00:00Z"), motion: NOBODY, daylight: lux(900) };
    const post = new Post({ ...SETTINGS, night }).at(0, start).at(24 * HOUR);
    expect(stuckCells(post)).toEqual([{ active: true }]);
    const secondDusk = Date.parse("2026-06-21T21:40:00Z") - Date.parse("2026-06-20T12:00:00Z");
    expect(post.at(secondDusk + 32 * MINUTE).levelPct).toBe(30);
  });

  it("believes a cell that is bright all night where the summer's sun stays close under the horizon", () => {
    const night = { ...atSunset, latitudeDeg: degrees(64.5) };
    const start = { clock: syncedAt("2026-06-20T12:00:00Z"), motion: NOBODY, daylight: lux(90) };
    expect(stuckCells(new Post({ ...SETTINGS, night }).at(0, start).at(24 * HOUR))).toEqual([]);
  });
});

describe("a lost clock", () => {
  it("leaves a lamp lit, by day too, until the cell has shown that it works", () => {
    const post = new Post(SETTINGS).at(0, { clock: "no-answer", motion: NOBODY, daylight: lux(900) });
    expect(post.at(10 * MINUTE).state.level).toEqual({ reason: "safe", levelPct: 100 });
    post
      .after(MINUTE, { daylight: lux(1) })
      .after(2 * MINUTE, { daylight: lux(900) })
      .after(2 * MINUTE);
    expect(post.state.level.reason).toBe("day");
    const provenAt = post.state.night.cell.provenAt ?? 0;
    expect(post.at(provenAt + 20 * HOUR - 20).state.level.reason).toBe("day");
    expect(post.at(provenAt + 20 * HOUR).state.level.reason).toBe("safe");
  });

  it.each(["1970-01-01T00:00:05Z", "2026-01-25T12:00:00Z"])("is that of a saved time too: %s", (saved) => {
    const clock = { ...syncedAt(saved), quality: "none" } as const;
    const post = new Post(SETTINGS).at(0, { clock, motion: NOBODY }).at(HOUR);
    expect(post.levels.every(([, levelPct]) => levelPct === SETTINGS.safePct)).toBe(true);
  });

  it("is the night of the new time at once when the clock leaps", () => {
    const post = afternoon().at(10 * MINUTE);
    expect(post.state.level.reason).toBe("day");
    post.after(20, { clock: syncedAt("2026-01-25T23:00:00Z", post.now) });
    expect(nights(post).at(-1)).toBe("base");
    expect(post.levels.at(-1)?.[0]).toBe(post.now);
  });
});
