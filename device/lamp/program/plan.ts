import { Moments } from "../../measure/moments.ts";
import { epochMs, instant, millis, type EpochMs, type WallClock } from "../../measure/time.ts";
import { degrees, percent, type Degrees, type Percent, type Watts } from "../../measure/units.ts";
import { givenLevel } from "../light/factors.ts";
import { BY_SUN_ALONE } from "../night/night.ts";
import { turnsBetween, type Turns } from "../night/sun.ts";
import type { CalendarSettings } from "../program-settings.ts";
import type { LampSettings, LuminaireSettings } from "../settings.ts";
import { expectedPower } from "../watch/expected-power.ts";
import { localDay, type LocalDay } from "../../measure/local-time.ts";
import { pointText } from "./point-text.ts";
import { CIVIL_DEG, sunEvents, type SunEvents } from "./sun-events.ts";
import { nightOn, programNow, type ProgramNow, type Tonight } from "./tonight.ts";

/** What a lamp would do from one noon to the next with a silent photocell and nobody moving. */
export type PlannedNight = SunEvents & {
  readonly date: string;
  readonly program: string | null;
  /** Each change of the level. */
  readonly switches: readonly PlannedChange[];
  readonly kwh: number;
  /** Level 0 while the sun is below civil dusk. */
  readonly darkMs: number;
  /** Lit while the sun is above the horizon. */
  readonly dayBurnMs: number;
};
export type PlannedChange = { readonly at: EpochMs; readonly levelPct: Percent; readonly reason: string };

const DAYLIGHT_DEG = degrees(0);
const OUTSIDE = "period over";
const MS_PER_KWH = 3_600_000_000;

/** The nights that begin on these local days. Ramps are left out: they are seconds. */
export function planOf(lamp: LampSettings, fromDay: LocalDay, days: number): readonly PlannedNight[] {
  const calendar = calendarOf(lamp);
  const nights: PlannedNight[] = [];
  const eve = nightOn(calendar, lamp.night, localDay(fromDay - 1));
  let last = stretchesOf(eve, lamp).at(-1) ?? null;
  for (let day = fromDay; day < fromDay + days; day = localDay(day + 1)) {
    const tonight = nightOn(calendar, lamp.night, day);
    const stretches = stretchesOf(tonight, lamp);
    const { date, program } = tonight;
    const changes = changesOf(last, stretches, tonight);
    nights.push({
      date,
      program,
      ...sunEvents(calendar.zone, day, lamp.night),
      switches: changes,
      ...sumsOf(stretches),
    });
    last = stretches.at(-1) ?? last;
  }
  return nights;
}

/** Without a calendar each night has the post's own base; its days are those of the place's own time, to the hour. */
export function calendarOf({ calendar, night }: LampSettings): CalendarSettings {
  if (calendar !== null) return calendar;
  const hoursEast = Math.round(night.longitudeDeg / 15);
  const zone = hoursEast === 0 ? "Etc/GMT" : `Etc/GMT${hoursEast > 0 ? "-" : "+"}${Math.abs(hoursEast)}`;
  return { zone, rules: [], defaultProgram: null, programs: [] };
}

/** A while in which nothing changes. */
type Stretch = {
  readonly from: number;
  readonly to: number;
  readonly levelPct: Percent;
  readonly powerW: Watts;
  readonly isNight: boolean;
  readonly isDeepNight: boolean;
  readonly isDaylight: boolean;
  readonly because: string;
  readonly limit: string;
};

function stretchesOf(tonight: Tonight, lamp: LampSettings): readonly Stretch[] {
  const { from, to, night } = tonight;
  const sunUnder = (sunBelowDeg: Degrees): Turns =>
    turnsBetween(from, to, { ...lamp.night, ...BY_SUN_ALONE, sunBelowDeg });
  const [nights, deep, sunk] = [turnsBetween(from, to, night), sunUnder(CIVIL_DEG), sunUnder(DAYLIGHT_DEG)];
  const program = tonight.switches.map(({ at }) => at);
  const active = (tonight.active ?? []).flatMap((span) => [span.from, span.to]);
  const turns = [nights, deep, sunk].flatMap(({ crossings }) => crossings);
  const bounds = [...new Set([from, ...program, ...active, ...turns])].filter((at) => at >= from && at < to);
  bounds.sort((a, b) => a - b);
  return bounds.map((at, index) => {
    const isNight = isDownAt(nights, at);
    const now = programNow(tonight, EPOCH_CLOCK, new Moments(instant(at)));
    const given = isNight ? levelAt(now, tonight, lamp) : { levelPct: percent(0), limit: "" };
    const powerW = newLampW(given.levelPct, lamp.luminaire);
    const sun = { isNight, isDeepNight: isDownAt(deep, at), isDaylight: !isDownAt(sunk, at) };
    return {
      from: at,
      to: bounds[index + 1] ?? to,
      powerW,
      ...given,
      ...sun,
      because: causeOf(now, tonight, at),
    };
  });
}

/** The lamp alone, without its controller, before it has been lit: constant light and maintenance take more every year. */
const newLampW = (levelPct: Percent, luminaire: LuminaireSettings): Watts =>
  expectedPower(givenLevel(levelPct, luminaire, { sinceNew: 0, sinceCleaning: 0 }), luminaire);

/** A clock whose instants are wall time. */
const EPOCH_CLOCK: WallClock = { offsetMs: 0, quality: "sync", errorMs: millis(0) };

const isDownAt = ({ startsDown, crossings }: Turns, at: number): boolean =>
  startsDown !== (crossings.filter((crossing) => crossing <= at).length % 2 === 1);

/** Row 7 of table 5a with nobody there. A tie names the program. */
function levelAt(
  now: ProgramNow,
  { allowDark }: Tonight,
  { basePct, floorPct, entry }: LampSettings,
): { readonly levelPct: Percent; readonly limit: string } {
  const ownPct = now.because === "noProgram" ? basePct : (now.levelPct ?? percent(0));
  if (entry && !allowDark && ownPct < 100) return { levelPct: percent(100), limit: ", entry post" };
  if (!allowDark && ownPct < floorPct) return { levelPct: floorPct, limit: ", floor" };
  return { levelPct: ownPct, limit: "" };
}

function causeOf({ because }: ProgramNow, tonight: Tonight, at: number): string {
  switch (because) {
    case "noProgram":
      return "base";
    case "gap":
      return "gap";
    case "start":
      return `${tonight.program ?? ""} begins`;
    case "outside":
      return OUTSIDE;
    case "time":
    case "sunset":
    case "sunrise": {
      const last = tonight.switches.findLast((planned) => planned.at <= at);
      return last === undefined ? because : pointText(last.point);
    }
  }
}

function changesOf(before: Stretch | null, stretches: readonly Stretch[], tonight: Tonight): readonly PlannedChange[] {
  const changes: PlannedChange[] = [];
  let was = before;
  for (const is of stretches) {
    const { from, levelPct, limit } = is;
    if (was?.levelPct !== levelPct) changes.push({ at: epochMs(from), levelPct, reason: reasonOf(was, is) + limit });
    was = is;
  }
  return changes;

  function reasonOf(last: Stretch | null, is: Stretch): string {
    if (last !== null && last.isNight !== is.isNight) return is.isNight ? "dusk" : "dawn";
    if (is.from === tonight.from) return tonight.program ?? "base";
    return last?.because === OUTSIDE ? "period begins" : is.because;
  }
}

function sumsOf(stretches: readonly Stretch[]): Pick<PlannedNight, "kwh" | "darkMs" | "dayBurnMs"> {
  let [kwh, darkMs, dayBurnMs] = [0, 0, 0];
  for (const { from, to, powerW, levelPct, isDeepNight, isDaylight } of stretches) {
    kwh += (powerW * (to - from)) / MS_PER_KWH;
    if (levelPct === 0 && isDeepNight) darkMs += to - from;
    if (levelPct > 0 && isDaylight) dayBurnMs += to - from;
  }
  return { kwh, darkMs, dayBurnMs };
}
