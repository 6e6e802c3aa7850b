import { RAM_RESTING_MM } from "../../device/measure/samples.ts";
import type { Language } from "../../device/words/language.ts";
import { causeText, isMode, MODE_WORDS, QUALITY_WORDS } from "../../device/words/press-words.ts";
import { listed, roleText } from "../../device/words/part-words.ts";
import type { BinFrame, PostFrame } from "../host/protocol.ts";
import { deviceName } from "./device-names.ts";
import { number, spanText } from "../../device/words/spoken.ts";

/** A lamp that gives so much less or more than control put out is not the lamp that control believes in. */
const DISBELIEF_PCT = 20;
/** Someone whom the sensor saw so lately is still there. */
const HERE_S = 1.5;

/** What one lamp does, why, and what comes next. */
export function postSentence(name: string, post: PostFrame, language: Language): string {
  const said = deviceName(name, language);
  const { levelPct } = post;
  if (levelPct === null && post.litPct > 0) {
    return language === "en"
      ? `${said} has power again and lights by itself: its controller starts.`
      : `${said} har ström igen och lyser av sig själv: styrenheten startar.`;
  }
  if (levelPct === null) {
    return language === "en"
      ? `${said} has no power: it is dark, and its controller is off.`
      : `${said} har ingen ström: den är mörk och styrenheten är av.`;
  }
  const parts = [
    `${said} ${levelText(post, levelPct, language)}: ${ruleText(post, language)}.`,
    nextText(post, language),
    faultText(post.faults, language),
    disbelief(post, language),
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function levelText({ moving, targetPct, rule }: PostFrame, levelPct: number, language: Language): string {
  const now = number(levelPct, language);
  const to = number(targetPct, language);
  if (moving === "rising") return language === "en" ? `rises to ${to} %` : `stiger till ${to} %`;
  if (moving === "falling") return language === "en" ? `dims to ${to} %` : `dämpas till ${to} %`;
  if (rule === "day" && levelPct === 0) return language === "en" ? "is off" : "är släckt";
  return language === "en" ? `is at ${now} %` : `lyser med ${now} %`;
}

function ruleText({ rule, seenAgoS }: PostFrame, language: Language): string {
  const en = language === "en";
  switch (rule) {
    case "safe":
      return en ? "it is unsure of the time, and it may be dark" : "den är osäker på tiden, och det kan vara mörkt";
    case "day":
      return en ? "it is day" : "det är dag";
    case "pirFault":
      return en ? "its motion sensor sees nobody, so it stays lit" : "rörelsesensorn är blind, så den lyser";
    case "base":
      return en ? "nobody is near" : "ingen är nära";
    case "program":
      return en ? "nobody is near, and its program says so" : "ingen är nära, och programmet säger så";
    case "neighbour":
      return en ? "someone is a few posts away" : "någon är några stolpar bort";
    case "entry":
      return en ? "the first post of a path is lit all night" : "stigens första stolpe lyser hela natten";
    case "override":
      return en ? "someone asked for this level for a while" : "någon har bett om den nivån för en stund";
    case "commissioning":
      return en ? "someone works at it or looks for it" : "någon arbetar vid den eller letar efter den";
    case "floor":
      return en ? "nobody is near, and the night has a least level" : "ingen är nära, och natten har en lägsta nivå";
    case "motion":
      if (seenAgoS === null) return en ? "someone passed" : "någon gick förbi";
      if (seenAgoS < HERE_S) return en ? "someone is here" : "någon är här";
      return en
        ? `someone passed ${spanText(seenAgoS, language)} ago`
        : `någon gick förbi för ${spanText(seenAgoS, language)} sedan`;
  }
}

function nextText({ rule, moving, secondsLeft, restPct, someonePct }: PostFrame, language: Language): string {
  const en = language === "en";
  const base = number(restPct, language);
  const boost = number(someonePct, language);
  if ((rule === "motion" || rule === "neighbour") && secondsLeft !== null) {
    const left = spanText(Math.ceil(secondsLeft), language);
    return en ? `Back to ${base} % in ${left}.` : `Åter till ${base} % om ${left}.`;
  }
  if ((rule === "base" || rule === "program" || rule === "floor") && moving !== "rising" && someonePct > restPct) {
    return en ? `It rises to ${boost} % when someone comes.` : `Den stiger till ${boost} % när någon kommer.`;
  }
  return "";
}

function faultText(faults: readonly string[], language: Language): string {
  if (faults.length === 0) return "";
  const parts = listed(
    faults.map((role) => roleText(role, language)),
    language,
  );
  return language === "en" ? `Fault: ${parts}.` : `Fel: ${parts}.`;
}

function disbelief({ litPct, givenPct, moving }: PostFrame, language: Language): string {
  if (moving !== null || Math.abs(litPct - givenPct) < DISBELIEF_PCT) return "";
  const lit = number(litPct, language);
  return language === "en" ? `The lamp really gives ${lit} %.` : `Lampan ger i själva verket ${lit} %.`;
}

/** What one bin does, why, and what comes next. */
export function binSentence(name: string, bin: BinFrame, pressAtPct: number | null, language: Language): string {
  const said = deviceName(name, language);
  const en = language === "en";
  if (!bin.powered) {
    return en
      ? `${said} has no power: its press stands still, and its controller is off.`
      : `${said} har ingen ström: pressen står stilla och styrenheten är av.`;
  }
  const parts = [
    `${said} ${doing(bin, language)}${timed(bin, language)}.`,
    ramText(bin, language),
    fillText(bin, pressAtPct, language),
    faultText(bin.faults, language),
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function doing({ mode, causes }: BinFrame, language: Language): string {
  if (mode === null) return language === "en" ? "measures; it has no press" : "mäter; den har ingen press";
  if (!isMode(mode)) return `${language === "en" ? "is in" : "är i"} ${mode}`;
  const does = MODE_WORDS[mode].does[language];
  if (mode !== "SAFE_STOP" && mode !== "LOCKOUT") return does;
  const why = causes.map((cause) => causeText(cause, language)).join("; ");
  const until =
    mode === "SAFE_STOP"
      ? ""
      : language === "en"
        ? ", until someone on site resets it"
        : " tills någon på plats återställer den";
  return why === "" ? `${does}${until}` : `${does}${until}: ${why}`;
}

/** Modes that last for seconds, so that the seconds say something. */
const TIMED: readonly string[] = ["SELF_TEST", "WARN", "EXTEND", "RETRACT", "COOL"];
const timed = ({ mode, modeS }: BinFrame, language: Language): string =>
  mode !== null && TIMED.includes(mode) ? `, ${spanText(modeS, language)}` : "";

function ramText({ ramMm, currentMa }: BinFrame, language: Language): string {
  if (ramMm <= RAM_RESTING_MM) return "";
  const down = number(ramMm / 10, language);
  const ampere = currentMa === null ? "" : `, ${number(currentMa / 1_000, language, 1)} A`;
  return language === "en" ? `Ram ${down} cm down${ampere}.` : `Pressen ${down} cm ned${ampere}.`;
}

function fillText({ fillPct, fillQuality, mode }: BinFrame, pressAtPct: number | null, language: Language): string {
  const en = language === "en";
  const fill = fillPct === null ? null : number(fillPct, language);
  const because = whyUnknown(fillQuality, mode, language);
  if (fill === null) return `${en ? "How full it is, is not known" : "Hur full den är vet den inte"}${because ?? ""}.`;
  if (because !== null) {
    return en
      ? `It was ${fill} % full when last measured${because}.`
      : `Den var ${fill} % full vid senaste mätningen${because}.`;
  }
  if (mode !== "IDLE" || pressAtPct === null) return en ? `It is ${fill} % full.` : `Den är ${fill} % full.`;
  const at = number(pressAtPct, language);
  return en ? `It is ${fill} % full and presses at ${at} %.` : `Den är ${fill} % full och pressar vid ${at} %.`;
}

/** While the press is under the level sensor, nothing new is to be expected of that. */
const COVERED: readonly string[] = ["EXTEND", "PAUSE", "DWELL", "RETRACT", "VERIFY"];

/** null: the fill level is good. */
function whyUnknown(quality: string, mode: string | null, language: Language): string | null {
  if (quality === "valid") return null;
  const why = Object.hasOwn(QUALITY_WORDS, quality) ? QUALITY_WORDS[quality]?.[language] : undefined;
  return why === undefined || (mode !== null && COVERED.includes(mode)) ? "" : `: ${why}`;
}
