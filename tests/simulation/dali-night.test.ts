import { describe, expect, it } from "vitest";
import type { DeviceRecord } from "../../device/contract/record.ts";
import { settled } from "../../device/lamp/watch/meter.ts";
import { instant, minutes, seconds } from "../../device/measure/time.ts";
import { MockDaliGear } from "../../hal-mocks/dali-gear.ts";
import { DaliPosts, type DaliPost } from "./dali-posts.ts";
import { NOTHING_WRONG, WatchedLamps } from "./watched-lamps.ts";

const HOUR = 3_600_000;
/** Each thing that can happen in a night of its own takes a minute: `npm run test:long`. */
const WHOLE = process.env["GATURUM_WHOLE"] === "yes";
/** Stockholm's shortest night, civil dusk at 21:40 UTC and dawn at 23:59, which a cloudy morning makes longer; and its longest. */
const SHORT = { starts: "2026-06-20T20:30:00Z", mid: 1.5 * HOUR, end: 5.2 * HOUR };
const NIGHTS = WHOLE ? [SHORT, { starts: "2026-12-20T13:00:00Z", mid: 9 * HOUR, end: 20 * HOUR }] : [];
type Night = typeof SHORT;
const LATE = { timeout: 120_000 };
/** Half a step of DALI's curve. */
const GEAR_STEP = 1.014;

type Watched = {
  readonly lamps: WatchedLamps;
  readonly post: DaliPost;
  readonly records: DeviceRecord[];
  readonly runTo: (moment: number) => void;
};

/** One post with DALI gear, at which someone comes by every 20 minutes. */
async function night({ starts, end }: Night): Promise<Watched> {
  const fit = new DaliPosts();
  const lamps = await WatchedLamps.of({ config: "lamp-post.yaml", starts, fit });
  const post = fit.at();
  const records: DeviceRecord[] = [];
  lamps.onRecord = (record) => records.push(record);
  for (let at = HOUR / 2; at < end; at += minutes(20)) lamps.at(at, (world) => world.walkSomeonePast());
  const runTo = (moment: number): void => {
    lamps.runTo(moment);
  };
  return { lamps, post, records, runTo };
}
const unlitS = (lamps: WatchedLamps): number =>
  lamps.world.posts.get("lamp-1")?.figures(lamps.street.time.now()).unlitS ?? NaN;
const usedWh = (lamps: WatchedLamps): number =>
  settled(lamps.state().watch.meter, lamps.street.time.now()).lampJ / 3_600;
const of = (records: readonly DeviceRecord[], stream: string) => records.filter((record) => record.stream === stream);

/** What the other gear has used where it hung before. */
const OTHER_WH = 250_000;
/** The gear dies, and after a while someone puts another in its place, with other levels, another curve and a long life. */
function replaceGear(lamps: WatchedLamps, post: DaliPost, wait: () => void): void {
  post.gear.mains(false, lamps.street.time.now());
  post.shine();
  wait();
  const other = new MockDaliGear({ fullW: 29.6, serial: 2 }, lamps.street.time.now());
  Object.assign(other.kept, { 0x2d: 100, 0x2c: 0 });
  [other.curve, other.energyWh] = [1, OTHER_WH];
  post.change(other);
  post.shine();
}

/** Control's cycle stands still: after half a second the relay drops, and half a second later the gear is on its own. */
function hang(lamps: WatchedLamps, post: DaliPost, beforePct: number): void {
  const { street } = lamps;
  const runOn = (ms: number): number => {
    street.runTo(instant(street.time.now() + ms), "cycle");
    return Math.round(post.shine());
  };
  post.watchRelay();
  expect(runOn(seconds(2))).toBe(beforePct);
  post.hung = true;
  expect([runOn(400), runOn(800)]).toEqual([beforePct, 100]);
}

/** What the gear gives where its level is steady, against the level that the rules give; the worst share that it is off. */
function worstOff(
  lamps: WatchedLamps,
  post: DaliPost,
  until: number,
): { worst: number; looks: number; levels: Set<number> } {
  const seen = { worst: 1, looks: 0, levels: new Set<number>() };
  for (let at = lamps.street.time.now() + seconds(10); at <= until; at += seconds(10)) {
    lamps.runTo(at);
    const { light, level } = lamps.state();
    if (light.levelPct !== light.ramp.toPct) continue;
    const isPct = post.gear.lightPct(lamps.street.time.now());
    seen.looks += 1;
    seen.levels.add(level.levelPct);
    const off =
      level.levelPct === 0 ? (isPct === 0 ? 1 : Infinity) : Math.max(isPct / level.levelPct, level.levelPct / isPct);
    seen.worst = Math.max(seen.worst, off);
  }
  return seen;
}

it(
  "rows 14, 16, 18, 20, 23: a night in which LEDs fail, a gear is replaced, the bus is short, and control hangs",
  LATE,
  async () => {
    const { lamps, post, records, runTo } = await night(SHORT);
    const { street } = lamps;
    const { gear: first } = post;
    const seen = [worstOff(lamps, post, SHORT.mid)];
    post.gear.lampFailed = true;
    post.shine();
    runTo(SHORT.mid + minutes(5));
    post.gear.lampFailed = false;
    post.shine();
    seen.push(worstOff(lamps, post, SHORT.mid + minutes(20)));
    expect(of(records, "lamp-failure").map(({ values }) => values["active"])).toEqual([true, false]);

    replaceGear(lamps, post, () => {
      runTo(SHORT.mid + minutes(22));
    });
    seen.push(worstOff(lamps, post, SHORT.mid + minutes(40)));
    expect(post.gear.kept).toMatchObject({ 0x2d: 254, 0x2c: 254 });
    expect(of(records, "driver-changed")).toHaveLength(1);

    post.bus.supply(false, street.time.now());
    runTo(SHORT.mid + minutes(40) + seconds(2));
    expect(post.shine()).toBe(100);
    runTo(SHORT.mid + minutes(50));
    post.bus.supply(true, street.time.now());
    runTo(SHORT.mid + minutes(51));
    seen.push(worstOff(lamps, post, SHORT.end));

    expect(Math.max(...seen.map(({ worst }) => worst))).toBeLessThan(GEAR_STEP);
    expect([...new Set(seen.flatMap(({ levels }) => [...levels]))].sort()).toEqual([0, 100, 30]);
    expect(lamps.wrongs).toMatchObject({ wrongLevels: 0, missed: 0 });
    // Dark for the five minutes without LEDs and the two without a gear, and not a second more.
    expect(Math.abs(unlitS(lamps) - 7 * 60)).toBeLessThan(6);
    const truthWh = first.energyWh + post.gear.energyWh - OTHER_WH;
    expect(Math.abs(usedWh(lamps) / truthWh - 1)).toBeLessThan(0.01);
    hang(lamps, post, 0);
  },
);

describe.each(NIGHTS)("row 14, 16, 20: a night on the simulated bus from $starts", (given) => {
  it("each level is that of table 5a, no second is dark, and energy is the gear's own", LATE, async () => {
    const { lamps, post } = await night(given);
    const seen = worstOff(lamps, post, given.end);
    expect(lamps.wrongs).toEqual(NOTHING_WRONG);
    expect(unlitS(lamps)).toBe(0);
    expect([...seen.levels].sort((one, other) => one - other)).toEqual([0, 30, 100]);
    expect(seen.worst).toBeLessThan(GEAR_STEP);
    expect(seen.looks).toBeGreaterThan(given.end / seconds(10) / 2);
    expect([...lamps.reasons]).toEqual(expect.arrayContaining(["day", "base", "motion"]));
    expect(Math.abs(usedWh(lamps) / post.gear.energyWh - 1)).toBeLessThan(0.01);
    expect(lamps.alarms.filter((alarm) => alarm.includes("true"))).toEqual([]);
  });

  it(
    "row 18: LEDs that fail are told within 120 s and again when they are well; nothing else is dark",
    LATE,
    async () => {
      const { lamps, post, records, runTo } = await night(given);
      runTo(given.mid);
      post.gear.lampFailed = true;
      post.shine();
      runTo(given.mid + seconds(120));
      expect(of(records, "lamp-failure").map(({ values }) => values)).toEqual([
        { failure: "lampFailure", active: true },
      ]);
      expect(lamps.state().level.levelPct).toBeGreaterThan(0);
      runTo(given.mid + minutes(30));
      post.gear.lampFailed = false;
      post.shine();
      runTo(given.end);
      expect(of(records, "lamp-failure").map(({ values }) => values["active"])).toEqual([true, false]);
      expect(Math.abs(unlitS(lamps) - 30 * 60)).toBeLessThan(3);
      expect(lamps.wrongs).toMatchObject({ wrongLevels: 0, missed: 0 });
      expect(Math.abs(lamps.wrongs.darkerMs / minutes(30) - 1)).toBeLessThan(0.01);
    },
  );

  it(
    "rows 20, 23: a gear that dies and another that comes in its place is commissioned, told, and takes no energy back",
    LATE,
    async () => {
      const { lamps, post, records, runTo } = await night(given);
      runTo(given.mid);
      const before = usedWh(lamps);
      replaceGear(lamps, post, () => {
        runTo(given.mid + minutes(10));
        expect(of(records, "part-fault").at(-1)?.values).toMatchObject({ active: true, cause: "no-answer" });
      });
      runTo(given.mid + minutes(11));
      expect(post.gear.kept).toMatchObject({ 0x2d: 254, 0x2c: 254 });
      expect([post.gear.curve, post.log.at(-1)]).toEqual([
        0,
        expect.stringContaining("keeps anew and read back: powerOnLevel"),
      ]);
      const seen = worstOff(lamps, post, given.end);
      expect(seen.worst).toBeLessThan(GEAR_STEP);
      expect(of(records, "driver-changed").map(({ values }) => values)).toEqual([{ sign: "another" }]);
      expect(usedWh(lamps)).toBeGreaterThan(before);
      expect(usedWh(lamps) - before).toBeLessThan(29.6 * ((given.end - given.mid) / HOUR));
      expect(Math.abs(unlitS(lamps) - 10 * 60)).toBeLessThan(3);
      expect(lamps.wrongs).toMatchObject({ wrongLevels: 0, missed: 0 });
    },
  );

  it(
    "row 14: while the bus is short for 10 min the gear is at full light, and at its level when it is over",
    LATE,
    async () => {
      const { lamps, post, runTo } = await night(given);
      const least = { lightPct: 100, at: 0 };
      runTo(given.mid);
      post.bus.supply(false, lamps.street.time.now());
      for (let at = given.mid + seconds(1); at < given.mid + minutes(10); at += seconds(1)) {
        runTo(at);
        const lightPct = post.shine();
        if (lightPct < least.lightPct) Object.assign(least, { lightPct, at });
      }
      expect(least).toEqual({ lightPct: 100, at: 0 });
      post.bus.supply(true, lamps.street.time.now());
      runTo(given.mid + minutes(10) + seconds(5));
      expect(worstOff(lamps, post, given.end).worst).toBeLessThan(GEAR_STEP);
      expect(lamps.wrongs).toEqual(NOTHING_WRONG);
      expect(unlitS(lamps)).toBe(0);
    },
  );

  it.each([
    ["in the night", given.mid + minutes(5), 30],
    ["by day, when the gear is dark", given.end, 0],
  ])(
    "row 14: control that hangs %s feeds no relay: the gear is at full light within 1.2 s",
    LATE,
    async (_when, at, beforePct) => {
      const { lamps, post, runTo } = await night(given);
      runTo(at);
      hang(lamps, post, beforePct);
    },
  );
});
