import { describe, expect, it } from "vitest";
import type { DeviceRecord } from "../../device/contract/record.ts";
import { MemoryDisk } from "../../device/link/store/memory-disk.ts";
import { settled, type Totals } from "../../device/lamp/watch/meter.ts";
import { hours, minutes, seconds } from "../../device/measure/time.ts";
import { BOOT_MS } from "../../hal-mocks/powered.ts";
import { between, chance } from "../../hal-mocks/random.ts";
import { misaccounted } from "../link/store/account.ts";
import { NOTHING_WRONG, WatchedLamps } from "./watched-lamps.ts";

const DAY = hours(24);
const CYCLE_MS = 20;
/** What hangs in the world. */
const LAMP_W = 30;
/** The shelter's own. */
const FLOOR_PCT = 20;
/** A whole year takes a minute: for `npm run test:long`. */
const WHOLE = process.env["GATURUM_WHOLE"] === "yes";
const DUSKS = WHOLE ? 365 : 6;
const FROM = WHOLE ? ["2026-03-01"] : ["2026-06-18", "2026-12-18"];
const LATE = { timeout: 120_000 };
/** Someone who sets out is in sight of a post that stands alone from 16 to 27 s later. */
const SEEN_MS = seconds(21);

/** From noon UTC in November: civil dusk is 2 h 45 min later, dawn 18 h 22 min. */
const november = (posts = 1, config = "lamp-post.yaml"): Promise<WatchedLamps> =>
  WatchedLamps.of({ config, starts: "2026-11-25T12:00:00Z", posts });
const MIDNIGHT = hours(11);

it("row 12: 30 days offline have no wrong level, and the city gets each record of them once", LATE, async () => {
  const config = { config: "lamp-post.yaml", starts: "2026-11-25T12:00:00Z", posts: 1, linkDisk: new MemoryDisk() };
  const lamps = await WatchedLamps.of(config);
  const records: DeviceRecord[] = [];
  lamps.onRecord = (record) => records.push(record);
  lamps.at(hours(1), () => lamps.city.cut(true)).at(30 * DAY, () => lamps.city.cut(false));
  lamps.runTo(30 * DAY - 1);
  expect(lamps.city.tally().devicesOnline).toBe(0);
  expect(lamps.wrongs).toMatchObject({ wrongLevels: 0, darkerMs: 0 });
  const { waiting } = lamps.street;
  lamps.runTo(30 * DAY + hours(1));
  expect(lamps.city.tally()).toMatchObject({ devicesOnline: 1, doubles: 0, lost: 0, invalidRecords: 0 });
  expect(records.filter(({ stream }) => stream === "gap")).toEqual([]);
  expect(records.length).toBeGreaterThan(waiting);
  const [{ boot } = { boot: "" }] = records;
  for (const of of [0, 1, 2] as const) {
    const last = Math.max(...records.filter((record) => record.class === of).map(({ seq }) => seq));
    expect(misaccounted(records, boot, of, last)).toBeNull();
  }
});

describe("row 13: a clock that is not to be trusted", () => {
  const afterwards = (lamps: WatchedLamps, from: number, until: number): readonly number[] => {
    const levels: number[] = [];
    lamps.runTo(from);
    lamps.eachMinute(until, () => levels.push(lamps.litPct()));
    return levels;
  };

  it("lights the lamp as when unsure when it is lost in the night", async () => {
    const lamps = await november();
    lamps.at(MIDNIGHT, (world) => world.troubleClock("lamp-1", { kind: "lost" }));
    expect(Math.min(...afterwards(lamps, MIDNIGHT + seconds(2), hours(16)))).toBe(100);
    lamps.at(hours(17), (world) => world.troubleClock("lamp-1", undefined)).runTo(2 * DAY);
    expect(lamps.wrongs).toEqual(NOTHING_WRONG);
    expect(lamps.alarms).toEqual(expect.arrayContaining(['clock-lost {"active":true}']));
  });

  it.each([
    ["1970", {}],
    ["the noon before, saved 11 hours ago", { byMs: -11 * hours(1) }],
  ])("lights it when the post starts at midnight and its clock says %s", async (_said, by) => {
    const lamps = await november(1, "bus-shelter.yaml");
    const [site] = lamps.street.sites;
    lamps.at(MIDNIGHT, (world) => {
      world.troubleClock("lamp-1", { kind: "lost", ...by });
      site?.cutPower();
    });
    lamps.at(MIDNIGHT + seconds(5), () => site?.returnPower());
    expect(Math.min(...afterwards(lamps, MIDNIGHT + seconds(6), MIDNIGHT + hours(3)))).toBe(100);
    expect(lamps.state().level.reason).toBe("safe");
    lamps.at(MIDNIGHT + hours(3), (world) => world.troubleClock("lamp-1", undefined)).runTo(DAY);
    expect(lamps.wrongs).toEqual(NOTHING_WRONG);
  });
});

describe("rows 6 and 29: a motion sensor that is of no use", () => {
  it("dead: it is lit as when unsure all night, and dark by day", async () => {
    const lamps = await november();
    lamps.at(hours(1), (world) => world.breakPart("lamp-1", "motion", "no-answer")).runTo(2 * DAY);
    expect(lamps.wrongs).toEqual(NOTHING_WRONG);
    expect([...lamps.reasons].sort()).toEqual(["day", "pirFault"]);
  });

  it("stuck with someone in sight: full light for that reason, and none by day", async () => {
    const lamps = await november();
    lamps.at(MIDNIGHT, (world) => world.walkSomeonePast());
    lamps.at(MIDNIGHT + SEEN_MS, (world) => world.breakPart("lamp-1", "motion", "frozen"));
    lamps.runTo(MIDNIGHT + minutes(31));
    expect(lamps.state().level.reason).toBe("pirFault");
    lamps.runTo(2 * DAY);
    expect(lamps.wrongs).toEqual(NOTHING_WRONG);
    expect(lamps.alarms).toEqual(expect.arrayContaining(['motion-doubt {"active":true,"cause":"stuck"}']));
  });

  it("silent for three nights in which its neighbours saw many: full light from then on", LATE, async () => {
    const lamps = await november(3);
    lamps.at(hours(1), (world) => world.breakPart("lamp-2", "motion", "frozen"));
    lamps.runTo(3 * DAY + MIDNIGHT);
    const levels: number[] = [];
    lamps.eachMinute(3 * DAY + hours(18), () => levels.push(lamps.litPct("lamp-2")));
    expect(Math.min(...levels)).toBe(100);
    expect(lamps.state("lamp-2").level.reason).toBe("pirFault");
    expect(["lamp-1", "lamp-3"].map((post) => lamps.state(post).level.reason)).not.toContain("pirFault");
    expect(lamps.wrongs).toMatchObject({ darkerMs: 0, missed: 0 });
  });
});

describe("row 4: a photocell that is stuck", () => {
  /** Minutes of light under a high sun, by day; and the longest from civil dusk without light. */
  const watched = async (stuckAt: number): Promise<{ lamps: WatchedLamps; byDay: number[]; lateMin: number }> => {
    const lamps = await november();
    lamps.at(stuckAt, (world) => world.breakPart("lamp-1", "daylight", "frozen"));
    const byDay = [0, 0, 0, 0];
    let [lateMin, darkMin] = [0, 0];
    lamps.eachMinute(4 * DAY - minutes(1), () => {
      const { elevationDeg, dark } = lamps.world.sky;
      const day = Math.floor(lamps.street.time.now() / DAY);
      if (elevationDeg > 1 && lamps.litPct() > 0) byDay[day] = (byDay[day] ?? 0) + 1;
      darkMin = dark && lamps.litPct() === 0 ? darkMin + 1 : 0;
      lateMin = Math.max(lateMin, darkMin);
    });
    return { lamps, byDay, lateMin };
  };

  it("bright: light comes at most 30 min late, and the city knows in the first night", LATE, async () => {
    const { lamps, byDay, lateMin } = await watched(hours(1));
    expect(lamps.wrongs).toEqual(NOTHING_WRONG);
    expect(byDay).toEqual([0, 0, 0, 0]);
    expect(lateMin).toBeGreaterThan(0);
    expect(lateMin).toBeLessThanOrEqual(31);
    expect(lamps.alarms.filter((alarm) => alarm.startsWith("stuck-cell"))).toEqual(['stuck-cell {"active":true}']);
  });

  it("dark: three hours of one day are lit, as in a storm, and no more", LATE, async () => {
    const { lamps, byDay, lateMin } = await watched(MIDNIGHT);
    expect(lamps.wrongs).toEqual(NOTHING_WRONG);
    expect(lateMin).toBe(0);
    expect(byDay[0]).toBeGreaterThan(60);
    expect(byDay[0]).toBeLessThanOrEqual(180);
    expect(byDay.slice(1)).toEqual([0, 0, 0]);
    expect(lamps.alarms).toEqual(expect.arrayContaining(['stuck-cell {"active":true}']));
  });
});

describe("rows 11, 17, 20: power that blinks a hundred times in a night", () => {
  const BLINKS = 100;
  const AWAY_MS = seconds(20);
  /** The keep is read, and a ramp is over. */
  const SETTLED_MS = seconds(10);
  const totals = (lamps: WatchedLamps): Totals => settled(lamps.state().watch.meter, lamps.street.time.now());

  /** From 1 to 17 min apart, so that some runs are long enough to keep what they count. */
  const blinking = (lamps: WatchedLamps, started: (had: Totals) => void): void => {
    const [site] = lamps.street.sites;
    let at: number = hours(4);
    for (let blink = 0; blink < BLINKS; blink++) {
      at += CYCLE_MS * Math.round(between(minutes(1), minutes(17), chance(7, "gap", blink)) / CYCLE_MS);
      lamps.runTo(at);
      const had = totals(lamps);
      site?.cutPower();
      lamps.street.poked();
      lamps.runTo(at + AWAY_MS);
      expect(lamps.litPct()).toBe(0);
      site?.returnPower();
      lamps.street.poked();
      lamps.runTo(at + AWAY_MS + CYCLE_MS);
      expect(lamps.litPct()).toBe(100);
      lamps.runTo(at + AWAY_MS + BOOT_MS + SETTLED_MS);
      started(had);
    }
  };

  it("is lit a cycle after power comes, each time, and forgets no more than 15 minutes", LATE, async () => {
    const lamps = await november();
    const lost = { mostJ: 0, mostS: 0, allS: 0 };
    let kept = totals(lamps);
    blinking(lamps, (had) => {
      const has = totals(lamps);
      lost.mostJ = Math.max(lost.mostJ, had.lampJ - has.lampJ);
      lost.mostS = Math.max(lost.mostS, had.litS - has.litS);
      lost.allS += had.litS - has.litS;
      const goneOn = lamps.state().watch.keeping.totals;
      for (const key of Object.keys(kept) as (keyof Totals)[]) expect(goneOn[key]).toBeGreaterThanOrEqual(kept[key]);
      kept = goneOn;
    });
    // That the city misses a post without power is no mistake.
    expect(lamps.wrongs).toMatchObject({ wrongLevels: 0, darkerMs: 0 });
    expect(lost.mostS).toBeGreaterThan(0);
    expect(lost.mostS).toBeLessThanOrEqual(15 * 60);
    expect(lost.mostJ).toBeLessThanOrEqual(15 * 60 * LAMP_W);
    expect(kept.starts).toBe(BLINKS + 1);
  });

  it("has the override in force again after each start, until its end", LATE, async () => {
    const lamps = await november();
    lamps.runTo(hours(4) - minutes(1));
    const dim = { id: "d1", from: "site", verb: "dim", args: { levelPct: 60, forS: 10 * 3_600 } } as const;
    lamps.street.devices[0]?.control.request(dim);
    lamps.street.poked();
    const levels = { before: new Set<number>(), after: new Set<string>() };
    blinking(lamps, () => {
      if (lamps.street.time.now() < hours(14) - minutes(1)) levels.before.add(lamps.litPct());
      else levels.after.add(lamps.state().level.reason);
    });
    expect([...levels.before]).toEqual([60]);
    expect([...levels.after].sort()).toEqual(["day", "pirFault"]);
  });
});

describe("5a: a post whose supply is switched", () => {
  it.each(FROM)(
    "is lit at each dusk from %s on, and no day or start is a fault",
    { timeout: 600_000 },
    async (from) => {
      const lamps = await WatchedLamps.of({ config: "bus-shelter.yaml", starts: `${from}T12:00:00Z` });
      const seen = { dusks: 0, darkMinutes: 0, litByDay: 0 };
      let fed = false;
      lamps.eachMinute(DUSKS * DAY, () => {
        const { lampsLit } = lamps.world.sky;
        seen.dusks += lampsLit && !fed ? 1 : 0;
        fed = lampsLit;
        seen.darkMinutes += lampsLit && lamps.litPct() < FLOOR_PCT ? 1 : 0;
        seen.litByDay += !lampsLit && lamps.litPct() > 0 ? 1 : 0;
      });
      expect(lamps.wrongs).toEqual(NOTHING_WRONG);
      expect(seen).toEqual({ dusks: DUSKS, darkMinutes: 0, litByDay: 0 });
      expect(lamps.reasons).toContain("pirFault");
      expect(lamps.alarms).toEqual([]);
      expect(lamps.city.tally()).toMatchObject({ devicesOnline: 0, devicesResting: 1, invalidRecords: 0 });
    },
  );
});
