import type { Language } from "../device/words/language.ts";

/** What follows from something done to a street by hand. The words are the same in the terminal and on the page. */
export type Caption = {
  readonly key: keyof typeof WORDS;
  /** The post or bin that it is about. */
  readonly device: string | null;
};

const WORDS = {
  begins: {
    en: "Someone walks home. The light goes with them.",
    sv: "Någon går hem. Ljuset följer med.",
  },
  walks: {
    en: "Someone walks past. The lamps tell each other: the light goes ahead, and dims a minute after.",
    sv: "Någon går förbi. Lamporna säger till varandra: ljuset går före och dämpas en minut efter.",
  },
  litterIn: {
    en: "Litter goes into {device}. From 85 % on it presses, once the hopper is closed.",
    sv: "Skräp åker ner i {device}. Från 85 % pressar den, när luckan är stängd.",
  },
  litterBeside: {
    en: "{device} is locked just now, so the litter was left beside it.",
    sv: "{device} är låst just nu, så skräpet blev kvar bredvid.",
  },
  jammed: {
    en: "Something hard lies in {device}. The next stroke stops at it and goes back up.",
    sv: "Något hårt ligger i {device}. Nästa press stannar vid det och går upp igen.",
  },
  networkCut: {
    en: "Network cut. The lamps go on as before. {reports}.",
    sv: "Nätet är brutet. Lamporna gör som förut. {reports}.",
  },
  networkMended: {
    en: "Network mended. {reports}, and all come in order.",
    sv: "Nätet är lagat. {reports}, och alla kommer i ordning.",
  },
  allArrived: {
    en: "Network mended. Every report has arrived, in order.",
    sv: "Nätet är lagat. Alla rapporter har kommit fram, i ordning.",
  },
  brokerForeign: {
    en: "This broker is not the street's own. Stop it yourself: the lamps will go on.",
    sv: "Den här mäklaren är inte gatans egen. Stoppa den själv: lamporna fortsätter.",
  },
  clockLost: {
    en: "No controller knows the time now. Unsure, the lamps burn in full. 0 mends it.",
    sv: "Ingen styrenhet vet vad klockan är. Osäkra lyser lamporna fullt. 0 lagar det.",
  },
  sensorBroken: {
    en: "The motion sensor of {device} is silent. Blind, its lamp burns in full until dawn.",
    sv: "Rörelsesensorn på {device} är tyst. Blind lyser lampan fullt till gryningen.",
  },
  lampBroken: {
    en: "The lamp of {device} is broken and dark. Its controller tells the city.",
    sv: "Lampan på {device} är trasig och mörk. Styrenheten säger det till staden.",
  },
  powerCut: {
    en: "{device} has no power. The others go on; the city hears that it is gone.",
    sv: "{device} har ingen ström. De andra fortsätter; staden får veta att den är borta.",
  },
  mended: {
    en: "All is mended, and someone presses RESET and START at the bins.",
    sv: "Allt är lagat, och någon trycker RESET och START vid papperskorgarna.",
  },
  recorded: {
    en: "{device} as it recorded itself: what it saw, decided and did.",
    sv: "{device} som den själv spelade in: vad den såg, beslutade och gjorde.",
  },
  noBin: { en: "This street has no bin.", sv: "Den här gatan har ingen papperskorg." },
} as const satisfies Record<string, Readonly<Record<Language, string>>>;

export function captionText({ key, device }: Caption, language: Language, waiting: number): string {
  const words = WORDS[key === "networkMended" && waiting === 0 ? "allArrived" : key][language];
  return words.replace("{device}", device ?? "").replace("{reports}", REPORTS[language](waiting));
}

const REPORTS: Readonly<Record<Language, (waiting: number) => string>> = {
  en: (waiting) => (waiting === 1 ? "1 report waits" : `${waiting === 0 ? "No" : waiting} reports wait`),
  sv: (waiting) => (waiting === 1 ? "1 rapport väntar" : `${waiting === 0 ? "Inga" : waiting} rapporter väntar`),
};
