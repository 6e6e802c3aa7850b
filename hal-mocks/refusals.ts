import type { Language } from "../device/words/language.ts";
import { filledIn, type SentenceOf } from "./table-text.ts";

/** Why a wish is not done: each says place, cause and cure. */
export const REFUSALS = {
  recorded: {
    en: "This was recorded and cannot be changed. Go back to the street to do something.",
    sv: "Det här är inspelat och går inte att ändra. Gå tillbaka till gatan för att göra något.",
  },
  ownDate: {
    en: "A scenario has its own date. Go back to the street to move it.",
    sv: "Ett scenario har sitt eget datum. Gå tillbaka till gatan för att flytta det.",
  },
  noDate: {
    en: "There is no such date here. Take one from 2020 to 2099.",
    sv: "Det datumet finns inte här. Ta ett från 2020 till 2099.",
  },
  noMoment: {
    en: "There is no such moment. Take one of the record.",
    sv: "Den tidpunkten finns inte. Ta en i inspelningen.",
  },
  noScenario: {
    en: 'There is no scenario "{name}". Choose one of the list, or open a file.',
    sv: "Det finns inget scenario ”{name}”. Välj ett i listan eller öppna en fil.",
  },
  fileTooLong: {
    en:
      "{file} has more than {mostMb} MB. A scenario is a page of text, a flight record begins with its version: " +
      "check the name.",
    sv:
      "{file} är större än {mostMb} MB. Ett scenario är en sida text, en färdskrivares inspelning börjar med sin " +
      "version: kontrollera namnet.",
  },
  fileOfNoKind: {
    en:
      "{file} is no scenario and no flight record. A scenario is a page of text, a flight record begins with its " +
      "version: check the name.",
    sv:
      "{file} är varken ett scenario eller en färdskrivares inspelning. Ett scenario är en sida text, en inspelning " +
      "börjar med sin version: kontrollera namnet.",
  },
  scenarioWrong: {
    en: "{file} is not a scenario as it should be. Mend this, and open it again:",
    sv: "{file} är inte ett scenario som det ska vara. Rätta det här, som läsaren säger på engelska, och öppna igen:",
  },
  recordWrong: {
    en: "{file} is not a flight record as a device writes it. Save the record again:",
    sv: "{file} är inte en inspelning som en styrenhet skriver den. Spara inspelningen igen; läsaren säger på engelska:",
  },
  recordBreaks: {
    en: "{file} cannot be shown. The file was edited or is of another program; save the record again:",
    sv:
      "{file} går inte att visa. Filen är ändrad eller kommer från ett annat program; spara inspelningen igen. " +
      "Det som brast, på engelska:",
  },
  brokerInRealTime: {
    en: "This street reports to a broker of yours, in real time. Leave --broker out to change its pace.",
    sv: "Den här gatan rapporterar till din egen mäklare, i verklig tid. Starta utan --broker för att ändra takten.",
  },
  wishTooLong: {
    en: "This is too long to be read here. A file may have {mostMb} MB.",
    sv: "Det här är för långt för att läsas här. En fil får ha {mostMb} MB.",
  },
  wishNotJson: {
    en: "This is not JSON; a wish is, as hal-mocks/host/protocol.ts has it.",
    sv: "Det här är inte JSON; det är en önskan, så som hal-mocks/host/protocol.ts har den.",
  },
  wishUnknown: {
    en: "Nothing here is called that; see hal-mocks/host/protocol.ts.",
    sv: "Inget här heter så; se hal-mocks/host/protocol.ts.",
  },
  streetEnded: {
    en: "The street in this page has ended. Reload the page.",
    sv: "Gatan på den här sidan är slut. Ladda om sidan.",
  },
  streetSilent: {
    en: "The street does not answer. Wait, or reload the page.",
    sv: "Gatan svarar inte. Vänta, eller ladda om sidan.",
  },
} as const;

export type Refusal = SentenceOf<typeof REFUSALS>;
export type Refused = {
  readonly ok: false;
  readonly why: Refusal;
  /** What a checker or a machine says of it, line by line, in English; may be empty. */
  readonly details: readonly string[];
};

export const refused = (why: Refusal, details: readonly string[] = []): Refused => ({ ok: false, why, details });

export const refusalText = ({ key, given }: Refusal, language: Language): string =>
  filledIn(REFUSALS[key][language], given, language);

/** All of it in one line, for a terminal. */
export const refusalLine = ({ why, details }: Refused): string => [refusalText(why, "en"), ...details].join(" ");
