import type { EpochMs } from "../../measure/time.ts";
import { localTime, minuteText } from "../../measure/local-time.ts";
import type { PlannedNight } from "./plan.ts";

const MINUTE_MS = 60_000;
/** A tenth of a minute more or less is no news, but no darkness is rounded away. */
const TENTHS = 10;
/** As wide as a terminal that nobody has widened. */
const COLUMNS = 80;
const INDENT = "      ";
/** So many dates of dark nights are named. */
const DATES_MAX = 10;

export const darkMinutesOf = (nights: readonly PlannedNight[]): number =>
  minutesUp(nights.reduce((sum, { darkMs }) => sum + darkMs, 0));

/** One line of JSON; moments in ISO 8601, UTC. */
export function planJson(nights: readonly PlannedNight[]): string {
  const told = nights.map(({ switches, kwh, darkMs, dayBurnMs, ...night }) => ({
    date: night.date,
    program: night.program,
    civilDawn: iso(night.civilDawn),
    sunrise: iso(night.sunrise),
    sunset: iso(night.sunset),
    civilDusk: iso(night.civilDusk),
    switches: switches.map(({ at, levelPct, reason }) => ({ at: iso(at), levelPct, reason })),
    kwh: rounded(kwh),
    darkMinutes: minutesUp(darkMs),
    dayBurnMinutes: minutesUp(dayBurnMs),
  }));
  return JSON.stringify({ darkMinutes: darkMinutesOf(nights), kwh: rounded(kwhOf(nights)), nights: told });
}

/** A line a night in the zone's own time, with its program the switches on another, and what they come to. */
export function planTable(nights: readonly PlannedNight[], zone: string): string {
  const head = [
    `times ${timeOf(zone)}`,
    `night      dawn  rise  set   dusk    kWh  ${nights.some(({ program }) => program !== null) ? "program, and the switches below" : "switches"}`,
  ];
  return [...head, ...nights.flatMap((night) => linesOf(night, zone)), "", ...summary(nights)].join("\n");
}

function linesOf(night: PlannedNight, zone: string): readonly string[] {
  const { date, program, civilDawn, sunrise, sunset, civilDusk, switches, kwh, darkMs, dayBurnMs } = night;
  const clock = (at: EpochMs | null): string => (at === null ? "--:--" : minuteText(localTime(zone, at).minute));
  const events = [civilDawn, sunrise, sunset, civilDusk].map(clock).join(" ");
  const changes = switches.map(({ at, levelPct, reason }) => {
    const because = reason === clock(at) ? "" : ` (${reason})`;
    return `${clock(at)} ${levelPct} %${because}`;
  });
  const dark = darkMs === 0 ? [] : [`DARK ${minutesUp(darkMs)} min`];
  const burning = dayBurnMs === 0 ? [] : [`lit by day ${minutesUp(dayBurnMs)} min`];
  const wrongs = [...dark, ...burning];
  const line = (...words: readonly string[]): string =>
    `${date} ${events} ${kwh.toFixed(2).padStart(5)}  ${words.join(", ")}`.trimEnd();
  const whole = line(...changes, ...wrongs);
  if (program === null && whole.length <= COLUMNS) return [whole];
  return [line(...(program === null ? [] : [program]), ...wrongs), ...(changes.length === 0 ? [] : wrapped(changes))];
}

function summary(nights: readonly PlannedNight[]): readonly string[] {
  const dayBurnMinutes = minutesUp(nights.reduce((sum, { dayBurnMs }) => sum + dayBurnMs, 0));
  return [
    `${countOf(nights.length)}, ${kwhOf(nights).toFixed(1)} kWh by the new lamp without its controller`,
    "photocell silent, nobody moving",
    `dark between civil dusk and dawn: ${darkMinutesOf(nights)} min`,
    ...datesOf(nights, ({ darkMs }) => darkMs > 0),
    `lit while the sun is up: ${dayBurnMinutes} min`,
    ...datesOf(nights, ({ dayBurnMs }) => dayBurnMs > 0),
  ];
}

function datesOf(nights: readonly PlannedNight[], has: (night: PlannedNight) => boolean): readonly string[] {
  const dates = nights.filter(has).map(({ date }) => date);
  if (dates.length === 0) return [];
  const rest = dates.length - DATES_MAX;
  const named = [...dates.slice(0, DATES_MAX), ...(rest > 0 ? [`and ${rest} more`] : [])];
  return wrapped([`in ${countOf(dates.length)}: ${named[0] ?? ""}`, ...named.slice(1)]);
}

/** Below the line that they belong to. */
function wrapped(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    const longer = line === "" ? `${INDENT}${word}` : `${line}, ${word}`;
    if (line !== "" && longer.length >= COLUMNS) {
      lines.push(`${line},`);
      line = `${INDENT}${word}`;
    } else line = longer;
  }
  return [...lines, line];
}

/** The zones of places without a calendar have their sign the wrong way round. */
function timeOf(zone: string): string {
  const [, way, hours] = /^Etc\/GMT([+-])(\d+)$/.exec(zone) ?? [];
  return hours === undefined ? `of ${zone}` : `at UTC${way === "-" ? "+" : "-"}${hours}`;
}

const countOf = (nights: number): string => (nights === 1 ? "1 night" : `${nights} nights`);
const kwhOf = (nights: readonly PlannedNight[]): number => nights.reduce((sum, { kwh }) => sum + kwh, 0);
const iso = (at: EpochMs | null): string | null => (at === null ? null : new Date(at).toISOString());
const minutesUp = (ms: number): number => Math.ceil((ms / MINUTE_MS) * TENTHS) / TENTHS;
const rounded = (kwh: number): number => Number(kwh.toFixed(3));
