import type { Language } from "../../device/words/language.ts";
import { isMode, MODE_WORDS } from "../../device/words/press-words.ts";
import { number } from "../../device/words/spoken.ts";

type InBoth = Readonly<Record<Language, string>>;
/** A packet as a person reads it: what it is about, and its values with units. */
export type MessageLine = { readonly about: string; readonly says: string };

const ABOUT: Readonly<Record<string, InBoth>> = {
  state: { en: "presence", sv: "närvaro" },
  birth: { en: "who it is", sv: "vem den är" },
  "e/active": { en: "open alarms", sv: "öppna larm" },
  b: { en: "what had waited", sv: "det som väntat" },
  "t/lamp-level": { en: "light", sv: "ljus" },
  "t/lamp-power": { en: "power", sv: "effekt" },
  "t/daylight": { en: "daylight", sv: "dagsljus" },
  "t/device-health": { en: "health", sv: "hälsa" },
  "t/bin-fill": { en: "fill", sv: "fyllning" },
  "t/bin-state": { en: "press", sv: "press" },
  "t/battery": { en: "battery", sv: "batteri" },
  "e/safe-light": { en: "safe light", sv: "säkert ljus" },
  "e/clock-lost": { en: "clock lost", sv: "klockan tappad" },
  "e/stuck-cell": { en: "stuck photocell", sv: "ljussensor fast" },
  "e/lockout": { en: "locked out", sv: "spärrad" },
  "e/bin-full": { en: "full", sv: "full" },
  "e/bin-alarm": { en: "wants a person", sv: "vill ha hjälp" },
  "e/fire": { en: "fire", sv: "brand" },
  "e/part-fault": { en: "fault of a part", sv: "fel på en del" },
  "e/safety-stop": { en: "safety stop", sv: "säkerhetsstopp" },
  "e/collection": { en: "emptied", sv: "tömd" },
  "e/bin-calibration": { en: "depth measured", sv: "djup mätt" },
  "e/interlock": { en: "interlock", sv: "förregling" },
  "e/started": { en: "started", sv: "startade" },
  "e/lost": { en: "reports lost", sv: "rapporter förlorade" },
};

const SAYS = {
  online: { en: "online", sv: "uppkopplad" },
  offline: { en: "offline, said goodbye", sv: "frånkopplad, sa adjö" },
  lost: { en: "lost without a word", sv: "borta utan ett ord" },
  none: { en: "none", sv: "inga" },
  begun: { en: "begun", sv: "började" },
  over: { en: "over", sv: "är över" },
  yes: { en: "yes", sv: "ja" },
  no: { en: "no", sv: "nej" },
  nothing: { en: "nothing, to be forgotten", sv: "inget, för att glömmas" },
} as const satisfies Record<string, InBoth>;

/** A value's name ends in its unit. */
const UNITS: readonly (readonly [ending: string, unit: string, scale: number, digits: number])[] = [
  ["Pct", "%", 1, 1],
  ["Lux", "lx", 1, 0],
  ["Mv", "V", 1_000, 2],
  ["Ma", "A", 1_000, 1],
  ["Hz", "Hz", 1, 0],
  ["Ms", "ms", 1, 1],
  ["Mm", "mm", 1, 0],
  ["W", "W", 1, 1],
  ["C", "°C", 1, 1],
  ["S", "s", 1, 0],
];
/** No line has more values: the rest is in the raw text. */
const VALUES_MAX = 4;
const WINDOW_MIN = { en: "mean of", sv: "medel över" } as const;

/** What is below `up/` of a device's topic; the whole topic where it is none. */
export const streamOf = (topic: string): string => topic.split("/up/")[1] ?? topic;

export function messageLine(topic: string, payload: string, language: Language): MessageLine {
  const stream = streamOf(topic);
  const about = (Object.hasOwn(ABOUT, stream) ? ABOUT[stream]?.[language] : undefined) ?? stream;
  if (payload === "") return { about, says: SAYS.nothing[language] };
  const message = parsed(payload);
  if (message === null) return { about, says: payload.slice(0, 80) };
  return { about, says: says(stream, message, language) };
}

type Json = { readonly [key: string]: unknown };

function says(stream: string, message: Json, language: Language): string {
  if (stream === "state") return statusText(message["status"], language);
  if (stream === "birth") return words([message["kind"], message["firmware"]]);
  if (stream === "b") return reportsText(message["records"], language);
  if (stream === "e/active") return alarmsText(message["active"], language);
  const values = asJson(message["values"]) ?? {};
  const text = Object.entries(values).flatMap(([name, value]) => valueText(name, value, language));
  const shown = text.slice(0, VALUES_MAX).join(" · ");
  return [shown, windowText(message["aggregate"], language)].filter((part) => part !== "").join(", ");
}

function statusText(status: unknown, language: Language): string {
  return status === "online" || status === "offline" || status === "lost" ? SAYS[status][language] : words([status]);
}

function alarmsText(active: unknown, language: Language): string {
  if (!Array.isArray(active) || active.length === 0) return SAYS.none[language];
  return active.map((alarm: unknown) => aboutAlarm(asJson(alarm)?.["kind"], language)).join(", ");
}

function aboutAlarm(kind: unknown, language: Language): string {
  const key = `e/${words([kind])}`;
  return (Object.hasOwn(ABOUT, key) ? ABOUT[key]?.[language] : undefined) ?? words([kind]);
}

function reportsText(records: unknown, language: Language): string {
  const count = Array.isArray(records) ? records.length : 0;
  const [one, many] = language === "en" ? ["report", "reports"] : ["rapport", "rapporter"];
  return `${number(count, language)} ${count === 1 ? one : many}`;
}

function windowText(aggregate: unknown, language: Language): string {
  const windowS = asJson(aggregate)?.["windowS"];
  return typeof windowS === "number" ? `${WINDOW_MIN[language]} ${number(windowS / 60, language)} min` : "";
}

function valueText(name: string, value: unknown, language: Language): readonly string[] {
  if (name === "active") return [value === true ? SAYS.begun[language] : SAYS.over[language]];
  if (typeof value === "number") return [numberText(name, value, language)];
  if (typeof value === "boolean") return [`${spaced(name)} ${value ? SAYS.yes[language] : SAYS.no[language]}`];
  if (typeof value === "string") return isMode(value) ? [MODE_WORDS[value].label[language]] : [value];
  if (Array.isArray(value)) return value.length === 0 ? [] : [`${spaced(name)}: ${words(value)}`];
  return [];
}

function numberText(name: string, value: number, language: Language): string {
  const found = UNITS.find(([ending]) => name.endsWith(ending));
  if (found === undefined) return `${number(value, language)} ${spaced(name)}`;
  const [ending, unit, scale, digits] = found;
  const text = `${number(value / scale, language, Number.isInteger(value / scale) ? 0 : digits)} ${unit}`;
  const named = spaced(name.slice(0, -ending.length));
  return MAIN.has(name) ? text : `${named} ${text}`;
}

/** Values that their stream is named for. */
const MAIN = new Set(["levelPct", "powerW", "daylightLux", "fillPct", "voltageMv", "chargePct"]);

const spaced = (name: string): string => name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
const words = (values: readonly unknown[]): string =>
  values.filter((value) => typeof value === "string" || typeof value === "number").join(" ");

const asJson = (value: unknown): Json | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;

function parsed(payload: string): Json | null {
  try {
    return asJson(JSON.parse(payload));
  } catch {
    return null;
  }
}
