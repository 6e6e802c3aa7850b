import type { Language } from "../device/words/language.ts";
import { filledIn, type SentenceOf } from "./table-text.ts";

/** What did not come out as a scenario says it should: what was found, and what was expected. */
export const UNMET = {
  saved: {
    en: "saved {foundPct} %, not {leastPct} % or more",
    sv: "sparade {foundPct} %, inte {leastPct} % eller mer",
  },
  walkedInDark: {
    en: "walked in the dark {foundS} s, not {mostS} s at most",
    sv: "gick i mörker {foundS} s, inte högst {mostS} s",
  },
  takenAway: {
    en: "a guard took outputs away {found} times, not {most} at most",
    sv: "en spärr tog bort utgångar {found} gånger, inte högst {most}",
  },
  spoilt: {
    en: "the city got {invalid} invalid records and {doubles} twice",
    sv: "staden fick {invalid} ogiltiga poster och {doubles} två gånger",
  },
  unheard: {
    en: "{waiting} reports wait and {lost} were lost, not {most} at most",
    sv: "{waiting} rapporter väntar och {lost} gick förlorade, inte högst {most}",
  },
  leftBeside: {
    en: "litter was left beside a bin {found} times, not {most} at most",
    sv: "skräp blev kvar bredvid en papperskorg {found} gånger, inte högst {most}",
  },
  strokes: {
    en: "the rams made {found} strokes, not {least} or more",
    sv: "pressarna gick ner {found} gånger, inte {least} eller fler",
  },
  lockedOut: {
    en: "{found} bins are locked out, not {expected}",
    sv: "{found} papperskorgar är spärrade, inte {expected}",
  },
  ramsDown: {
    en: "{found} rams are not at their top, not {most} at most",
    sv: "{found} pressar är inte längst upp, inte högst {most}",
  },
  charge: {
    en: "a battery is at {foundPct} %, not {leastPct} % or more",
    sv: "ett batteri har {foundPct} %, inte {leastPct} % eller mer",
  },
  notTold: { en: "the city did not hear of {event}", sv: "staden fick inte veta om {event}" },
  told: { en: "the city heard of {event}", sv: "staden fick veta om {event}" },
  online: {
    en: "the city counts {found} devices online, not {expected}",
    sv: "staden räknar {found} enheter som uppkopplade, inte {expected}",
  },
} as const;

export type Unmet = SentenceOf<typeof UNMET>;

export const unmetText = ({ key, given }: Unmet, language: Language): string =>
  filledIn(UNMET[key][language], given, language);
