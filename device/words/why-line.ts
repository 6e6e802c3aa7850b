import type { Language } from "./language.ts";
import { CAUSE_WORDS, causeText, isMode, MODE_WORDS } from "./press-words.ts";
import { number } from "./spoken.ts";

const NIGHT_FALLS = "natten faller";
/** Of a flight record. */
const TIMELESS = "Styrenheten visste aldrig vad klockan var här: den visas från 00:00 UTC.";
/** Why a lamp changed its rule, as its controller says it in English. */
const LAMP_REASONS: Readonly<Record<string, string>> = {
  safe: "osäker på tiden, och det är eller kan vara mörkt",
  day: "det är dag",
  pirFault: "rörelsesensorn är blind",
  base: "ingen är nära",
  program: "ingen är nära, programmet gäller",
  motion: "någon gick förbi",
  neighbour: "någon gick förbi hos en granne",
  entry: "stigens första stolpe lyser hela natten",
  override: "någon bad om den nivån för en stund",
  commissioning: "någon arbetar vid lampan eller letar efter den",
  floor: "ingen är nära, nattens lägsta nivå",
};

/** A decision as a page has it. */
export type Decided = {
  readonly reason: string;
  readonly text: string;
  readonly because: { readonly [key: string]: unknown };
};

/** A decision in a line. The controller itself speaks English; where we have no Swedish word for it, it may. */
export type WhyLine = { readonly text: string; readonly language: Language };

export function whyLine({ reason, text, because }: Decided, language: Language): WhyLine {
  const english: WhyLine = { text: tidied(text), language: "en" };
  if (language === "en") return english;
  const swedish = reason === "timeless" ? TIMELESS : (lampText(reason, because) ?? binText(reason));
  return swedish === null ? english : { text: swedish, language: "sv" };
}

const tidied = (text: string): string => text.replaceAll("->", "→").replace(/ {2,}/g, ": ");

function lampText(reason: string, because: Decided["because"]): string | null {
  const { fromPct, levelPct } = because;
  const known = Object.hasOwn(LAMP_REASONS, reason) ? LAMP_REASONS[reason] : undefined;
  const why = reason === "base" && fromPct === 0 ? NIGHT_FALLS : known;
  if (why === undefined || typeof fromPct !== "number" || typeof levelPct !== "number") return null;
  const from = number(fromPct, "sv");
  const to = number(levelPct, "sv");
  return from === to ? `kvar på ${to} %: ${why}` : `${from} → ${to} %: ${why}`;
}

function binText(reason: string): string | null {
  if (isMode(reason)) return MODE_WORDS[reason].does.sv;
  return Object.hasOwn(CAUSE_WORDS, reason) ? `stannade: ${causeText(reason, "sv")}` : null;
}

/** What a decision rests on, as key and value. */
export const becauseLines = (because: Decided["because"]): readonly (readonly [key: string, value: string])[] =>
  Object.entries(because).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]);
