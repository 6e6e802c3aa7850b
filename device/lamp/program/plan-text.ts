import type { EpochMs } from "../../measure/time.ts";
import { localTime, minuteText } from "./local-time.ts";
import type { PlannedNight } from "./plan.ts";

const MINUTE_MS = 60_000;
/** A tenth of a minute more or less is no news, but no darkness is rounded away. */
const TENTHS = 10;
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

/** A line a night in the zone's own time, and what they come to. */
export function planTable(nights: readonly PlannedNight[], zone: string): string {
  const clock = (at: EpochMs | null): string => (at === null ? "--:--" : minuteText(localTime(zone, at).minute));
  const lines = nights.map(({ date, civilDawn, sunrise, sunset, civilDusk, switches, kwh, darkMs, dayBurnMs }) => {
    const events = [civilDawn, sunrise, sunset, civilDusk].map(clock).join("  ");
    const changes = switches.map(({ at, levelPct, reason }) => `${clock(at)} ${levelPct} % (${reason})`);
    const dark = darkMs === 0 ? "" : `  DARK ${minutesUp(darkMs)} min`;
    const burning = dayBurnMs === 0 ? "" : `  lit by day ${minutesUp(dayBurnMs)} min`;
    return `${date}  ${events}  ${kwh.toFixed(2).padStart(6)}  ${changes.join(", ")}${dark}${burning}`;
  });
  const head = `night       dawn   sunrise sunset dusk  kWh     switches, ${timeOf(zone)}`;
  return [head, ...lines, "", ...summary(nights)].join("\n");
}

function summary(nights: readonly PlannedNight[]): readonly string[] {
  const dayBurnMinutes = minutesUp(nights.reduce((sum, { dayBurnMs }) => sum + dayBurnMs, 0));
  return [
    `${nights.length} nights, ${kwhOf(nights).toFixed(1)} kWh without the controller, photocell silent, nobody moving`,
    `dark between civil dusk and dawn: ${darkMinutesOf(nights)} min${datesOf(nights, ({ darkMs }) => darkMs > 0)}`,
    `lit while the sun is up: ${dayBurnMinutes} min${datesOf(nights, ({ dayBurnMs }) => dayBurnMs > 0)}`,
  ];
}

function datesOf(nights: readonly PlannedNight[], has: (night: PlannedNight) => boolean): string {
  const dates = nights.filter(has).map(({ date }) => date);
  if (dates.length === 0) return "";
  const rest = dates.length - DATES_MAX;
  return `, in ${dates.length} nights: ${dates.slice(0, DATES_MAX).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** The zones of places without a calendar have their sign the wrong way round. */
function timeOf(zone: string): string {
  const [, way, hours] = /^Etc\/GMT([+-])(\d+)$/.exec(zone) ?? [];
  return hours === undefined ? `in the time of ${zone}` : `at UTC${way === "-" ? "+" : "-"}${hours}`;
}

const kwhOf = (nights: readonly PlannedNight[]): number => nights.reduce((sum, { kwh }) => sum + kwh, 0);
const iso = (at: EpochMs | null): string | null => (at === null ? null : new Date(at).toISOString());
const minutesUp = (ms: number): number => Math.ceil((ms / MINUTE_MS) * TENTHS) / TENTHS;
const rounded = (kwh: number): number => Number(kwh.toFixed(3));
