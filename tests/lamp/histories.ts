import fc from "fast-check";
import type { CalendarSettings } from "../../device/lamp/program-settings.ts";
import type { LampSettings, NightSettings } from "../../device/lamp/settings.ts";
import type { Motion } from "../../device/measure/samples.ts";
import type { Request } from "../../device/measure/decision.ts";
import { instant, millis, minutes, seconds, type TimeQuality, type WallClock } from "../../device/measure/time.ts";
import { degrees, lux, percent } from "../../device/measure/units.ts";
import { DRAWN_CALENDARS } from "./drawn-calendars.ts";
import { CYCLE_MS, Post, SETTINGS, syncedAt, type Felt, type Stride, type Words } from "./post.ts";

const place = (latitude: number, longitude: number, others: Partial<NightSettings> = {}): NightSettings => ({
  ...SETTINGS.night,
  latitudeDeg: degrees(latitude),
  longitudeDeg: degrees(longitude),
  ...others,
});
const HOUR = 3_600_000;

/** Stockholm in several ways, Tromsø with its polar night, Quito, Auckland across the date line, and a pole. */
const NIGHTS: readonly NightSettings[] = [
  SETTINGS.night,
  place(59.33, 18.07, { sunBelowDeg: degrees(-0.833), windowBeforeMs: millis(0), windowAfterMs: minutes(180) }),
  place(59.33, 18.07, { windowBeforeMs: minutes(180), windowAfterMs: millis(0), cellDelayMs: millis(0) }),
  place(69.65, 18.96),
  place(-0.18, -78.47, { sunBelowDeg: degrees(5), windowBeforeMs: minutes(10), windowAfterMs: minutes(5) }),
  place(-36.85, 174.76, { windowBeforeMs: millis(0), windowAfterMs: millis(0), cellDelayMs: seconds(10) }),
  place(90, 0),
  place(59.33, 18.07, {
    windowBeforeMs: minutes(180),
    windowAfterMs: minutes(180),
    cellOnLux: lux(5),
    cellOffLux: lux(8),
  }),
  place(59.33, 18.07, { duskOffsetMs: minutes(-90), dawnOffsetMs: minutes(45) }),
  place(59.33, 18.07, {
    sunBelowDeg: degrees(-0.833),
    duskOffsetMs: minutes(30),
    dawnOffsetMs: minutes(-180),
    windowBeforeMs: minutes(45),
    windowAfterMs: millis(0),
    dawnWindow: { beforeMs: minutes(20), afterMs: millis(0) },
    cellInWindowAlone: true,
  }),
  place(69.65, 18.96, { duskOffsetMs: minutes(180), dawnOffsetMs: minutes(-180), windowAfterMs: minutes(180) }),
];
/** Begins: midsummer, midwinter, the equinox, and nights in which clocks are changed in Europe, Auckland and Lord Howe. */
const DATES = ["2026-06-21", "2026-12-21", "2026-09-23", "2026-03-29", "2026-10-25", "2026-09-26", "2026-04-04"];
const DAYS = [...DATES, "2026-10-03"].map((day) => Date.parse(day));
/** Midnight of UTC is in a night of the clock's change in Europe, and 13:00 is in one of the south. */
const STARTS = DAYS.flatMap((day) => [0, 3, 4, 13, 16, 21].map((hour) => day + hour * HOUR));
const CALENDARS = [...DRAWN_CALENDARS.flatMap((calendar, index) => (index % 4 === 0 ? [null, calendar] : [calendar]))];

type Lamp = Omit<LampSettings, "night" | "calendar">;
const LAMPS: readonly Lamp[] = [
  { ...SETTINGS, rampUpMs: millis(0), rampDownMs: millis(0) },
  { ...SETTINGS, rampUpMs: millis(0), rampDownMs: millis(0), minActiveMs: millis(0), safePct: percent(80) },
  { ...SETTINGS, rampUpMs: millis(0), rampDownMs: millis(0), basePct: percent(10), holdMs: seconds(5) },
  { ...SETTINGS, rampUpMs: millis(0), rampDownMs: millis(0), basePct: percent(60), boostPct: percent(60) },
  SETTINGS,
  { ...SETTINGS, rampUpMs: seconds(10), rampDownMs: seconds(90), holdMs: seconds(5), safePct: percent(70) },
  { ...SETTINGS, rampUpMs: millis(0), rampDownMs: millis(0), entry: true },
  {
    ...{ ...SETTINGS, rampUpMs: millis(0), rampDownMs: millis(0), boostPct: percent(80), holdMs: seconds(30) },
    neighbours: { aheadHops: 2, behindHops: 1, nearHops: 1, farPct: percent(40) },
  },
  {
    ...{ ...SETTINGS, rampUpMs: millis(0), rampDownMs: millis(0) },
    neighbours: { aheadHops: 3, behindHops: 5, nearHops: 4, farPct: percent(90) },
  },
];

/** Lists in which what is to be likely stands more than once; the first is what a failing history shrinks to. */
const WAITS: readonly number[] = [
  ...[CYCLE_MS, CYCLE_MS, 40, 80, 100, 100, 120, 1_000, 1_000, 5_000, 7_000, 30_000],
  ...[54_980, 59_980, 60_000, 60_000, 61_000, 120_000, 300_000, 600_000, 1_260_000, 2_400_000],
];
/** Longer than a day may be dark by the cell alone. */
const LONG_WAIT = 3.2 * HOUR;

/** What is felt, and what comes in by word. */
type Change = (post: Post, at: number) => Felt & { readonly words?: Words };
const motionOf = ({ readings: { motion } }: Post): Motion =>
  motion.ok ? motion.value : { active: false, edges: 0, lastEdgeAt: null };
const rise: Change = (post, at) => {
  const { edges } = motionOf(post);
  return { motion: { active: true, edges: edges + 1, lastEdgeAt: instant(at) } };
};
const pulse =
  (active: boolean, ago: number): Change =>
  (post, at) => ({ motion: { active, edges: motionOf(post).edges + 1, lastEdgeAt: instant(at - ago) } });
const fall: Change = (post) => ({ motion: { ...motionOf(post), active: false } });
const light =
  (daylightLux: number): Change =>
  () => ({ daylight: lux(daylightLux) });
const clockIs =
  (quality: TimeQuality, errorMs = 10, leapMs = 0): Change =>
  ({ readings: { clock } }) => {
    const offsetMs = (clock.ok ? clock.value.offsetMs : Date.parse("1970-01-01")) + leapMs;
    return { clock: { offsetMs, quality, errorMs: millis(errorMs) } satisfies WallClock };
  };

const CLOCKS: readonly Change[] = [
  ...[clockIs("sync"), clockIs("sync"), clockIs("rtc"), clockIs("estimated", 300_000), clockIs("estimated", 300_001)],
  ...[clockIs("none"), () => ({ clock: "no-answer" }) as const],
];
const LEAPS: readonly Change[] = [2 * HOUR, -3 * HOUR, 11 * HOUR].map((leapMs) => clockIs("sync", 10, leapMs));
const PEOPLE: readonly Change[] = [
  ...[rise, rise, rise, fall, fall, fall, fall, fall, fall, fall, fall],
  ...[pulse(false, 5), pulse(false, 110), pulse(true, 7)],
];
/** Seen at those places one after another, `ago` before they are heard; negative: by a clock that is fast. */
const heard =
  (places: readonly number[], ago: number, apartMs = 0): Change =>
  (_post, at) => {
    const before = (index: number) => ago + (places.length - 1 - index) * apartMs;
    const word = (place: number, index: number) => ({
      source: `post-${place}`,
      place,
      at: instant(at - before(index)),
    });
    return { words: { heard: places.map(word) } };
  };
const WORDS: readonly Change[] = [
  ...[heard([-1], 20), heard([1], 40), heard([2], 0), heard([-2], 3_000), heard([3], 0), heard([-4], 40)],
  ...[
    heard([5], 0),
    heard([-6], -30),
    heard([-3, -2, -1], 40, 15_000),
    heard([4, 2], 0, 60_000),
    heard([1, 3], 20, 90),
  ],
];
const burst: Change = (post, at) => {
  const { active, edges } = motionOf(post);
  return { motion: { active, edges: edges + 250, lastEdgeAt: instant(at) } };
};
const ask =
  (from: Request["from"], verb: string, args: Request["args"] = {}): Change =>
  (_post, at) => ({ words: { requests: [{ id: `c-${at}`, from, verb, args }] } });
const ASKED: readonly Change[] = [
  ...[ask("city", "dim", { levelPct: 60, forS: 600 }), ask("city", "dim", { levelPct: 0 }), ask("city", "dim-clear")],
  ...[ask("site", "dim", { levelPct: 5, forS: 3_600 }), ask("city", "dim", { levelPct: 101 }), ask("city", "identify")],
  ...[ask("site", "commission", { levelPct: 20 }), ask("city", "commission", { levelPct: 0 })],
  ask("site", "commission-end"),
];
const DEAD_PIR: readonly Change[] = [() => ({ motion: "no-answer" }), () => ({ motion: "starting" })];
const DAYLIGHT: readonly Change[] = [0.2, 1, 1, 34.9, 35, 45, 55, 500, 20_000].map(light);
const NO_CELL: readonly Change[] = [() => ({ daylight: "disconnected" }), () => ({ daylight: "absent" })];
const NOTHING: Change = () => ({});

export type Step = { readonly wait: number; readonly change: Change };
export type History = { readonly settings: LampSettings; readonly startsAt: number; readonly steps: readonly Step[] };
export type Menu = {
  readonly lamps: readonly Lamp[];
  readonly calendars: readonly (CalendarSettings | null)[];
  readonly nights: readonly NightSettings[];
  readonly starts: readonly number[];
  readonly waits: readonly number[];
  readonly changes: readonly Change[];
};

/** About half a day of anything, anywhere. */
export const ANYTHING: Menu = {
  lamps: LAMPS,
  calendars: CALENDARS,
  nights: NIGHTS,
  starts: STARTS,
  waits: [...WAITS, ...WAITS, ...WAITS, LONG_WAIT],
  changes: [
    ...[NOTHING, ...PEOPLE, ...WORDS, burst, ...DEAD_PIR],
    ...[...DAYLIGHT, ...NO_CELL, ...CLOCKS, ...LEAPS, ...ASKED],
  ],
};
/** The same within an hour or two, so that each cycle of it can be run. */
export const HURRIED: Menu = { ...ANYTHING, waits: WAITS.filter((wait) => wait <= 61_000) };
/** A midwinter night in Stockholm in which the PIR dies, the photocell sticks at what it saw, and the clock is lost. */
export const BROKEN_NIGHT: Menu = {
  ...ANYTHING,
  nights: [SETTINGS.night],
  calendars: [null],
  starts: [Date.parse("2026-12-21T16:00:00Z")],
  waits: WAITS.filter((wait) => wait <= 300_000),
  changes: [NOTHING, ...PEOPLE, ...DEAD_PIR, ...DEAD_PIR, light(1), light(20_000), ...NO_CELL, ...CLOCKS],
};

/** 100 inputs and more. Each is drawn as one number, so that 10,000 histories are drawn in seconds. */
export function histories(menu: Menu): fc.Arbitrary<History> {
  const { lamps, calendars, nights, starts, waits, changes } = menu;
  const index = (list: readonly unknown[]) => fc.nat({ max: list.length - 1 });
  const inputs = fc.array(fc.nat({ max: waits.length * changes.length - 1 }), { minLength: 100, maxLength: 110 });
  const toStep = (drawn: number): Step => ({
    wait: pick(waits, drawn / changes.length),
    change: pick(changes, drawn % changes.length),
  });
  const drawn = fc.tuple(index(lamps), index(nights), index(starts), index(calendars), inputs);
  return drawn.map(([lamp, at, start, ruledBy, steps]) => {
    const night = pick(nights, at);
    // At a pole the sun sets once a year, and to the minute nobody knows when.
    const calendar = night.latitudeDeg === 90 ? null : pick(calendars, ruledBy);
    return {
      settings: { ...pick(lamps, lamp), night, calendar },
      startsAt: pick(starts, start),
      steps: steps.map(toStep),
    };
  });
}

function pick<T>(list: readonly T[], index: number): T {
  const picked = list[Math.floor(index)];
  if (picked === undefined) throw new RangeError(`nothing at ${index} of ${list.length}`);
  return picked;
}

const NOBODY = { active: false, edges: 0, lastEdgeAt: null };
export type Look = (post: Post, now: number) => void;

/**
 * Puts a post through a history. `looks` sees each cycle that runs, and what stands in the last one before each input:
 * whoever forgot to wake shows there.
 */
export function live({ settings, startsAt, steps }: History, stride: Stride, looks: Look = () => undefined): Post {
  const post = new Post(settings, stride, (ran) => {
    looks(ran, ran.now);
  });
  post.at(CYCLE_MS, { clock: syncedAt(new Date(startsAt).toISOString()), motion: NOBODY });
  for (const { wait, change } of steps) {
    const moment = post.now + wait;
    post.runUpTo(moment);
    if (moment - CYCLE_MS > post.now) looks(post, moment - CYCLE_MS);
    const { words, ...felt } = change(post, moment);
    post.at(moment, felt, words);
  }
  return post;
}
