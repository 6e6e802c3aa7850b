import type { Language } from "./language.ts";

/** Numbers, times and names as a person says them. Pure: the wall time and its zone are given. */

const LOCALES: Readonly<Record<Language, string>> = { en: "en-GB", sv: "sv-SE" };
/** Formatters cost a millisecond each to make, and there are few: by locale and options. */
const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

export function number(value: number, language: Language, digits = 0): string {
  const key = `${language} ${digits}`;
  const known = numbers.get(key);
  const format =
    known ?? new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: digits, minimumFractionDigits: digits });
  if (known === undefined) numbers.set(key, format);
  return format.format(value === 0 ? 0 : value);
}

/** Numbers without a value are shown as a dash. */
export const orDash = (value: number | null, language: Language): string =>
  value === null || !Number.isFinite(value) ? "–" : number(value, language);

export function dateText(
  wall: number,
  timeZone: string,
  language: Language,
  options: Intl.DateTimeFormatOptions,
): string {
  const key = `${language} ${timeZone} ${Object.entries(options).join(" ")}`;
  const known = dates.get(key);
  const format = known ?? new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone });
  if (known === undefined) dates.set(key, format);
  return format.format(new Date(wall)).replace(",", "");
}

const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
export const clockText = (wall: number, timeZone: string): string => dateText(wall, timeZone, "sv", CLOCK);
export const secondsText = (wall: number, timeZone: string): string =>
  dateText(wall, timeZone, "sv", { ...CLOCK, second: "2-digit" });
export const dayText = (wall: number, timeZone: string, language: Language): string =>
  dateText(wall, timeZone, language, { weekday: "short", day: "numeric", month: "short" });

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

/** "12 s", "4 min", "2 h 10 min", "3 days". */
export function spanText(spanS: number, language: Language): string {
  const whole = Math.max(0, Math.round(spanS));
  if (whole < 2 * MINUTE_S) return `${whole} s`;
  const minutes = Math.round(whole / MINUTE_S);
  if (minutes < 60) return `${minutes} min`;
  if (whole >= 2 * DAY_S) return `${Math.round(whole / DAY_S)} ${language === "en" ? "days" : "dygn"}`;
  const hours = Math.floor(minutes / 60);
  const rest = Math.round((whole - hours * HOUR_S) / MINUTE_S);
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
