import { describe, expect, it } from "vitest";
import type { CalendarSettings } from "../../../device/lamp/program-settings.ts";
import { dayOfText, localDay } from "../../../device/measure/local-time.ts";
import { planJson, planTable } from "../../../device/lamp/program/plan-text.ts";
import { planOf, type PlannedNight } from "../../../device/lamp/program/plan.ts";
import type { LampSettings } from "../../../device/lamp/settings.ts";
import { epochMs, minutes } from "../../../device/measure/time.ts";
import { degrees, percent, watts } from "../../../device/measure/units.ts";
import { isDown } from "../oracle-sun.ts";
import { SETTINGS } from "../post.ts";
import { absolute, atSun, atTime, calendar, program, rule } from "./calendars.ts";

const MINUTE = 60_000;
const day = (text: string) => dayOfText(text) ?? localDay(Number.NaN);
const lampWith = (settings: CalendarSettings | null, others: Partial<LampSettings> = {}): LampSettings => ({
  ...SETTINGS,
  calendar: settings,
  ...others,
});
const sum = (nights: readonly PlannedNight[], of: (night: PlannedNight) => number): number =>
  nights.reduce((total, night) => total + of(night), 0);
const darkMinutes = (nights: readonly PlannedNight[]) => sum(nights, ({ darkMs }) => darkMs) / MINUTE;
const planned = (settings: CalendarSettings, from: string, days: number, others: Partial<LampSettings> = {}) =>
  planOf(lampWith(settings, others), day(from), days);
const changes = ({ switches }: PlannedNight | { switches: never[] } = { switches: [] }) =>
  switches.map(({ at, levelPct, reason }) => `${new Date(at).toISOString().slice(11, 16)} ${levelPct} ${reason}`);

const SENSIBLE = calendar(
  [
    program("week", { switchPoints: [atTime("22:00", 60), atTime("00:30", 30), atTime("05:00", 80)] }),
    program("weekend", { switchPoints: [atTime("02:30", 30), atSun("sunrise", -60, 80)] }),
    program("new-year", {}),
  ],
  [
    rule("new-year", { startDate: "--12-31", endDate: "--12-31" }),
    rule("weekend", { weekdays: [5, 6], except: ["--12-24"] }),
  ],
);
const AGES = [
  { hours: 0, outputPct: percent(80) },
  { hours: 20_000, outputPct: percent(100) },
];
const NINE_TO_FIVE = program("evening", { allowDark: true, activePeriod: absolute("18:00", "06:00") });

describe("the plan of a calendar (row 27 of 5b)", () => {
  it("has no dark minute in a year of a sensible one, and no night without its dusk and dawn", () => {
    const nights = planned(SENSIBLE, "2026-01-01", 365);
    expect(darkMinutes(nights)).toBe(0);
    expect(sum(nights, ({ dayBurnMs }) => dayBurnMs)).toBe(0);
    expect(nights.map(({ switches }) => switches.filter(({ reason }) => reason === "dusk").length)).toEqual(
      Array(365).fill(1),
    );
    expect(nights.map(({ switches }) => switches.filter(({ levelPct }) => levelPct === 0).length)).toEqual(
      Array(365).fill(1),
    );
    expect(nights.filter((night) => night.program === "new-year").map(({ date }) => date)).toEqual(["2026-12-31"]);
  });

  it("tells each change with its reason, once, in the nights of the changed clock too (row 2 of 5b)", () => {
    const [spring, autumn] = ["2026-03-28", "2026-10-24"].map((date) => planned(SENSIBLE, date, 1)[0]);
    expect(changes(spring)).toEqual([
      "18:02 100 dusk",
      "01:00 30 02:30",
      `${sunriseLess(60, "2026-03-29")} 80 sunrise -60 min`,
      expect.stringMatching(/ 0 dawn$/),
    ]);
    expect(changes(autumn).slice(1, 2)).toEqual(["00:30 30 02:30"]);
    expect(autumn?.switches).toHaveLength(4);
  });

  it("agrees with a look at each minute about darkness, light by day and energy", () => {
    const settings = calendar(
      [
        program("early", {
          activePeriod: { type: "AstroClock", sunsetOffsetMs: minutes(-40), sunriseOffsetMs: minutes(25) },
          switchPoints: [atTime("23:00", 40)],
        }),
        NINE_TO_FIVE,
      ],
      [rule("evening", { weekdays: [3] })],
    );
    const lamp = lampWith(settings);
    for (const { night, minutesSeen, kwh } of byMinute(lamp, "2026-12-01", 9)) {
      expect(Math.abs(night.darkMs / MINUTE - minutesSeen.dark)).toBeLessThan(3);
      expect(Math.abs(night.dayBurnMs / MINUTE - minutesSeen.dayBurn)).toBeLessThan(3);
      expect(Math.abs(night.kwh - kwh)).toBeLessThan(0.002);
    }
    expect(sum(planOf(lamp, day("2026-12-01"), 9), ({ dayBurnMs }) => dayBurnMs)).toBeGreaterThan(7 * 35 * MINUTE);
  });

  it("finds the dark minutes of 18:00 to 06:00 in December, and none where the floor holds", () => {
    const dark = planned(calendar([NINE_TO_FIVE]), "2026-12-01", 31);
    expect(dark.every(({ darkMs }) => darkMs > 200 * MINUTE && darkMs < 260 * MINUTE)).toBe(true);
    expect(changes(dark[20])).toEqual(["17:00 100 period begins", "05:00 0 period over"]);
    const held = planned(calendar([{ ...NINE_TO_FIVE, allowDark: false }]), "2026-12-01", 31);
    expect(darkMinutes(held)).toBe(0);
    expect(changes(held[20])).toEqual([
      expect.stringMatching(/^14:4\d 10 dusk, floor$/),
      "17:00 100 period begins",
      "05:00 10 period over, floor",
      expect.stringMatching(/^06:4\d 0 dawn$/),
    ]);
  });

  it("keeps the floor in a gap, and an entry post at 100 but where darkness is meant (row 9 of 5b)", () => {
    const gap = calendar([program("p", { levelPct: null, switchPoints: [atTime("23:00", 40)] })]);
    const levels = (settings: CalendarSettings, others: Partial<LampSettings>) =>
      planned(settings, "2026-12-01", 1, others)[0]?.switches.map(({ levelPct }) => levelPct);
    expect(levels(gap, {})).toEqual([10, 40, 0]);
    expect(levels(gap, { entry: true })).toEqual([100, 0]);
    expect(levels(calendar([{ ...NINE_TO_FIVE, levelPct: percent(40) }]), { entry: true })).toEqual([40, 0]);
  });

  it("is the post's own base and night without a calendar", () => {
    const nights = planOf(lampWith(null), day("2026-06-21"), 1);
    expect(nights[0]).toMatchObject({ date: "2026-06-21", program: null });
    expect(changes(nights[0])).toEqual(["21:40 30 dusk", expect.stringMatching(/^(23:59|00:00) 0 dawn$/)]);
    const east = { ...SETTINGS.night, latitudeDeg: degrees(-36.85), longitudeDeg: degrees(174.76) };
    for (const { switches } of planOf(lampWith(null, { night: east }), day("2026-06-21"), 5)) {
      expect(switches.map(({ reason }) => reason)).toEqual(["dusk", "dawn"]);
    }
  });

  it("burns through polar night and never under the midnight sun (row 3 of 5b)", () => {
    const tromso = { ...SETTINGS.night, latitudeDeg: degrees(69.65), longitudeDeg: degrees(18.96) };
    const astro = calendar(
      [
        program("p", {
          activePeriod: { type: "AstroClock", sunsetOffsetMs: minutes(180), sunriseOffsetMs: minutes(-180) },
        }),
      ],
      [],
      { zone: "Europe/Oslo" },
    );
    const lamp = lampWith(astro, { night: tromso });
    const [winter, summer] = ["2026-12-20", "2026-06-20"].map((date) => planOf(lamp, day(date), 2));
    expect(winter?.map(({ kwh, switches }) => [Number(kwh.toFixed(6)), switches.length])).toEqual([
      [0.72, 0],
      [0.72, 0],
    ]);
    expect(summer?.map(({ kwh, darkMs }) => [kwh, darkMs])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});

it("plans a year in less than 2 s of the processor (row 27 of 5b)", () => {
  const before = process.cpuUsage();
  planned(SENSIBLE, "2026-01-01", 365);
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(2_000_000);
});

describe("the energy of a plan (vector 7.4)", () => {
  it("is 127.3 kWh a year for 30 W always full from sunset to sunrise, and 3,596 h from civil dusk to dawn", () => {
    const astro = program("p", {
      activePeriod: { type: "AstroClock", sunsetOffsetMs: minutes(0), sunriseOffsetMs: minutes(0) },
    });
    expect(sum(planned(calendar([astro]), "2026-01-01", 365), ({ kwh }) => kwh)).toBeCloseTo(127.3, 0);
    expect(sum(planned(calendar([program("p")]), "2026-01-01", 365), ({ kwh }) => kwh) / 0.03).toBeCloseTo(3_596, -1);
  });

  it.each([
    ["to its least", { powerLeastW: watts(4), leastPct: percent(20) }, 10, 4],
    ["between its ends", { powerLeastW: watts(4), leastPct: percent(20) }, 60, 17],
    ["with virtual output", { virtualPct: percent(80) }, 50, 1 + (29 * 39) / 99],
    ["with constant light", { constantLight: "controller", depreciation: AGES }, 100, 1 + (29 * 79) / 99],
    ["with maintenance", { maintenancePct: percent(90), maintenanceHours: 10_000 }, 100, 1 + (29 * 89) / 99],
  ] as const)("is that of the new lamp as it will be driven, %s", (_name, change, levelPct, powerW) => {
    const lamp = lampWith(calendar([program("p", { levelPct: percent(levelPct) })]), {});
    const [night] = planOf({ ...lamp, luminaire: { ...lamp.luminaire, ...change } }, day("2026-12-20"), 1);
    const [on, off] = night?.switches ?? [];
    expect((night?.kwh ?? NaN) * 3_600_000_000).toBeCloseTo(powerW * ((off?.at ?? NaN) - (on?.at ?? NaN)), -3);
  });
});

describe("what the plan says", () => {
  const dark = planned(calendar([NINE_TO_FIVE]), "2026-12-01", 31);

  it("is one line of JSON with moments in UTC", () => {
    const text = planJson(planned(calendar([program("p")]), "2026-06-21", 1));
    expect(text).not.toContain("\n");
    const told = JSON.parse(text) as { nights: Record<string, unknown>[] };
    expect(Object.keys(told)).toEqual(["darkMinutes", "kwh", "nights"]);
    expect(told.nights[0]).toMatchObject({
      date: "2026-06-21",
      civilDawn: expect.stringMatching(/^2026-06-20T23:5[89]/) as string,
      sunrise: expect.stringMatching(/^2026-06-21T01:3[01]/) as string,
      sunset: expect.stringMatching(/^2026-06-21T20:08/) as string,
      civilDusk: expect.stringMatching(/^2026-06-21T21:40/) as string,
      switches: [
        { at: expect.stringMatching(/^2026-06-21T21:40/) as string, levelPct: 100, reason: "dusk" },
        { levelPct: 0 },
      ],
    });
  });

  it("is a line a night in local time, its switches below, and names the dark nights", () => {
    const lines = planTable(dark, "Europe/Stockholm").split("\n");
    expect(lines).toHaveLength(2 + 31 * 2 + 1 + 4 + 2);
    expect(lines.at(-6)).toMatch(/^31 nights, \d+\.\d kWh by the new lamp without its controller$/);
    expect(lines.at(-5)).toBe("photocell silent, nobody moving");
    expect(lines[0]).toBe("times of Europe/Stockholm");
    expect(lines[42]).toMatch(/^2026-12-21 07:4\d 08:4\d 14:4\d 15:4\d {2}0\.36 {2}evening, DARK \d+(\.\d)? min$/);
    expect(lines[43]).toBe("      18:00 100 % (period begins), 06:00 0 % (period over)");
    expect(lines.at(-4)).toMatch(/^dark between civil dusk and dawn: \d+(\.\d)? min$/);
    expect(lines.at(-3)).toMatch(/^ {6}in 31 nights: 2026-12-01, 2026-12-02, .*,$/);
    expect(lines.at(-2)).toMatch(/^ {6}2026-12-06, .*, and 21 more$/);
    expect(lines.at(-1)).toBe("lit while the sun is up: 0 min");
  });

  it("fits a terminal of 80 columns, however many switches a night has", () => {
    const often = program("all the hours there are", {
      switchPoints: Array.from({ length: 12 }, (_, hour) => atTime(`${String(hour).padStart(2, "0")}:30`, 50 + hour)),
    });
    const lines = planTable(planned(calendar([often]), "2026-12-01", 31), "America/Argentina/ComodRivadavia").split(
      "\n",
    );
    expect(lines.length).toBeGreaterThan(31 * 3);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it("says a night of the post's own base in one line", () => {
    const [, head, night] = planTable(planOf(lampWith(null), day("2026-12-21"), 1), "Etc/GMT-1").split("\n");
    expect(head).toMatch(/switches$/);
    expect(night).toMatch(/^2026-12-21( \d\d:\d\d){4} .* 15:4\d 30 % \(dusk\), 07:4\d 0 % \(dawn\)$/);
  });

  it("rounds no darkness away", () => {
    const [night] = dark;
    expect(JSON.parse(planJson(night === undefined ? [] : [{ ...night, darkMs: 1 }]))).toMatchObject({
      darkMinutes: 0.1,
    });
  });
});

/** Each night once more, from its changes, the almanac and a look at each minute. */
function byMinute(lamp: LampSettings, from: string, days: number) {
  const nights = planOf(lamp, day(from), days);
  const all = nights.flatMap(({ switches }) => switches);
  return nights.map((night) => {
    const start = Date.parse(`${night.date}T11:00Z`);
    const minutesSeen = { dark: 0, dayBurn: 0 };
    let kwh = 0;
    for (let at = start; at < start + 1_440 * MINUTE; at += MINUTE) {
      const level = all.findLast((change) => change.at <= at)?.levelPct ?? 0;
      const isBelow = (sunBelowDeg: number) =>
        isDown(at / MINUTE, { ...lamp.night, sunBelowDeg: degrees(sunBelowDeg) });
      if (level === 0 && isBelow(-6)) minutesSeen.dark += 1;
      if (level > 0 && !isBelow(0)) minutesSeen.dayBurn += 1;
      kwh += level === 0 ? 0 : (1 + ((level - 1) / 99) * 29) / 60_000;
    }
    return { night, minutesSeen, kwh };
  });
}

/** `HH:MM` in UTC, so many minutes before the sunrise of that day. */
function sunriseLess(lessMinutes: number, date: string): string {
  const { sunrise } = planOf(lampWith(null), day(date), 1)[0] ?? {};
  return new Date(epochMs((sunrise ?? Number.NaN) - lessMinutes * MINUTE)).toISOString().slice(11, 16);
}
