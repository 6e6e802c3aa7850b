import type { Moments } from "../../measure/moments.ts";
import { epochMs, instant, wallTime, type EpochMs, type WallClock } from "../../measure/time.ts";
import { percent, type Percent } from "../../measure/units.ts";
import type { CalendarSettings, DynamicControl, Program, SwitchPoint } from "../program-settings.ts";
import type { NightSettings } from "../settings.ts";
import { programOn } from "./calendar.ts";
import {
  dayText,
  epochOf,
  localDay,
  nightOf,
  NOON_MINUTE,
  noonOf,
  sinceNoon,
  type LocalDay,
} from "../../measure/local-time.ts";
import { nightUnder } from "./resolved-night.ts";
import { sunEvents } from "./sun-events.ts";

/** One night of a calendar, all of its times turned into moments. Plain data, to be kept in state until its end. */
export type Tonight = {
  /** Of the noon it begins at: `2026-10-24`. */
  readonly date: string;
  /** The same as a number, for what counts by nights in every cycle. */
  readonly day: LocalDay;
  /** From noon to noon of the zone. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Null: the calendar has none for this night, so the post's own `base` holds. */
  readonly program: string | null;
  /** Why the calendar cannot be read, in the words of what failed; then `program` says nothing. Null: it can. */
  readonly unreadable: string | null;
  /** What a night is under this program. */
  readonly night: NightSettings;
  readonly allowDark: boolean;
  /** Before the first switch; null: a gap. */
  readonly levelPct: Percent | null;
  /** In order, all within the night; where two come together the later one holds. */
  readonly switches: readonly PlannedSwitch[];
  /** When the program holds, within the night; null: all night. */
  readonly active: readonly Span[] | null;
  /** In the order of the program. */
  readonly dynamic: readonly (Span & { readonly control: DynamicControl })[];
  /** The program says nothing of motion: it gives `boost` all night. */
  readonly motionBoosts: boolean;
};
export type Span = { readonly from: EpochMs; readonly to: EpochMs };
export type PlannedSwitch = {
  readonly at: EpochMs;
  readonly levelPct: Percent;
  readonly by: SwitchPoint["at"];
  /** As the program has it: in spring it may come later than it says. */
  readonly point: SwitchPoint;
};

/**
 * What the program gives now. `levelPct` null: a gap, so the floor; or, because of `noProgram`, the post's own `base`.
 * `dynamic` null: motion does nothing by the program, unless `motionBoosts`.
 */
export type ProgramNow = {
  readonly levelPct: Percent | null;
  readonly because: "noProgram" | "gap" | "start" | "outside" | SwitchPoint["at"];
  /** The switch point that gives the level; null: none does. */
  readonly point: SwitchPoint | null;
  readonly dynamic: DynamicControl | null;
  readonly motionBoosts: boolean;
};

/** The night of the clock's time. The same one is kept until its noon, or until the clock leaps out of it. */
export function nextTonight(
  was: Tonight | null,
  calendar: CalendarSettings,
  night: NightSettings,
  clock: WallClock,
  moments: Moments,
): Tonight {
  if (was === null) return tonightAt(calendar, night, wallTime(clock, moments.now));
  if (moments.now < instant(was.from - clock.offsetMs)) {
    return tonightAt(calendar, night, epochMs(Math.min(wallTime(clock, moments.now), was.from - 1)));
  }
  if (!moments.passed(instant(was.to - clock.offsetMs))) return was;
  return tonightAt(calendar, night, epochMs(Math.max(wallTime(clock, moments.now), was.to)));
}

/**
 * The night that a moment of wall time is in. A calendar was checked before it came here; where it fails all the same, as
 * with a zone that this computer no longer knows, the lamp has to be lit and its cycle to go on.
 */
export function tonightAt(calendar: CalendarSettings, night: NightSettings, wall: EpochMs): Tonight {
  try {
    return nightOn(calendar, night, nightOf(calendar.zone, wall));
  } catch (error) {
    return unreadableNight(night, wall, (error as Error).message.slice(0, CAUSE_MAX));
  }
}

/** Letters of what failed; our choice: it is part of a line of `why`. */
const CAUSE_MAX = 120;
/** Its noons are those of UTC, as no zone may be asked; at the next one the calendar is tried again. */
function unreadableNight(night: NightSettings, wall: EpochMs, unreadable: string): Tonight {
  const day = nightOf("UTC", wall);
  const [from, to] = [noonOf("UTC", day), noonOf("UTC", localDay(day + 1))];
  return { date: dayText(day), day, from, to, program: null, ...NO_PROGRAM, unreadable, night };
}

/** The night that begins at noon of a local day. */
export function nightOn(calendar: CalendarSettings, own: NightSettings, day: LocalDay): Tonight {
  const { zone } = calendar;
  const [from, to] = [noonOf(zone, day), noonOf(zone, localDay(day + 1))];
  const program = programOn(calendar, day);
  const common = { date: dayText(day), day, from, to, program: program?.name ?? null, unreadable: null };
  if (program === null) return { ...common, ...NO_PROGRAM, night: own };
  const { activePeriod: period, allowDark, levelPct, dynamicControls } = program;
  const spans = spansOf({ zone, day, from, to });
  const dynamic = dynamicControls.flatMap((control) => spans(control).map((span) => ({ ...span, control })));
  return {
    ...common,
    night: nightUnder(period, own),
    allowDark,
    levelPct,
    switches: switchesOf(program, own, { zone, day, from, to }),
    active: period.type === "Absolute" ? spans(period) : null,
    dynamic,
    motionBoosts: dynamicControls.length === 0,
  };
}

const NO_PROGRAM = {
  allowDark: false,
  levelPct: null,
  switches: [],
  active: null,
  dynamic: [],
  motionBoosts: true,
} as const;

type Framed = { readonly zone: string; readonly day: LocalDay; readonly from: EpochMs; readonly to: EpochMs };

/** One that would come before the night's noon holds from noon on; one after its end is the next night's affair. */
function switchesOf({ switchPoints }: Program, own: NightSettings, framed: Framed): readonly PlannedSwitch[] {
  const { zone, day, from, to } = framed;
  const sunset = switchPoints.some(({ at }) => at === "sunset") ? sunEvents(zone, day, own).sunset : null;
  const morning = localDay(day + 1);
  const sunrise = switchPoints.some(({ at }) => at === "sunrise") ? sunEvents(zone, morning, own).sunrise : null;
  const planned: PlannedSwitch[] = [];
  for (const point of switchPoints) {
    const { levelPct, at: by } = point;
    const offsetMs = point.at === "time" ? 0 : point.offsetMs;
    const event = point.at === "time" ? minuteOf(framed, point.minute) : point.at === "sunset" ? sunset : sunrise;
    if (event !== null) planned.push({ at: epochMs(event + offsetMs), levelPct, by, point });
  }
  const inOrder = planned.sort((a, b) => a.at - b.at).filter(({ at }) => at < to);
  return inOrder.map((point) => (point.at < from ? { ...point, at: from } : point));
}

/** A minute of the local day, in the night that begins at noon. */
const minuteOf = ({ zone, day }: Framed, minute: number): EpochMs =>
  epochOf(zone, { day: localDay(minute >= NOON_MINUTE ? day : day + 1), minute });

type Minutes = { readonly startMinute: number; readonly endMinute: number };

/** A period of the local day within a night: two spans where it is over noon. Equal times are the whole day. */
function spansOf(framed: Framed): (minutes: Minutes) => readonly Span[] {
  const { from, to } = framed;
  return ({ startMinute, endMinute }) => {
    if (startMinute === endMinute) return [{ from, to }];
    const [start, end] = [minuteOf(framed, startMinute), minuteOf(framed, endMinute)];
    if (isInOrder(startMinute, endMinute)) return start < end ? [{ from: start, to: end }] : [];
    const halves = [
      { from, to: end },
      { from: start, to },
    ];
    return halves.filter((half) => half.from < half.to);
  };
}

/** Whether the first comes before the second in a night from noon to noon. */
const isInOrder = (start: number, end: number): boolean => sinceNoon(start) < sinceNoon(end);

/** Asked in each cycle. Nothing but the clock decides, so that a leap of it is right in the next cycle. */
export function programNow(tonight: Tonight, clock: WallClock, moments: Moments): ProgramNow {
  const { program, motionBoosts } = tonight;
  const passed = (at: EpochMs): boolean => moments.passed(instant(at - clock.offsetMs));
  const within = ({ from, to }: Span): boolean => passed(from) && !passed(to);
  if (program === null) return { levelPct: null, because: "noProgram", point: null, dynamic: null, motionBoosts };
  const dynamic = tonight.dynamic.find(within)?.control ?? null;
  const isActive = tonight.active === null || tonight.active.some(within);
  if (!isActive) return { levelPct: DARK, because: "outside", point: null, dynamic, motionBoosts };
  const last = tonight.switches.findLast(({ at }) => passed(at));
  if (last !== undefined)
    return { levelPct: last.levelPct, because: last.by, point: last.point, dynamic, motionBoosts };
  const { levelPct } = tonight;
  return { levelPct, because: levelPct === null ? "gap" : "start", point: null, dynamic, motionBoosts };
}

const DARK = percent(0);
