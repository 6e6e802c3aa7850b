import type { Language } from "../device/words/language.ts";

/** Sentences in both languages, with a `{name}` wherever something is put in. */
export type Table = Readonly<Record<string, Readonly<Record<Language, string>>>>;
type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
/** One sentence of a table, and what is put into it. Plain JSON data. */
export type SentenceOf<T extends Table> = {
  readonly [Key in keyof T]: {
    readonly key: Key;
    readonly given: Readonly<Record<NamesIn<T[Key]["en"]>, string | number>>;
  };
}[keyof T];

const LOCALES: Readonly<Record<Language, string>> = { en: "en-GB", sv: "sv-SE" };

/** Numbers as the language writes them; texts as they are given, whatever they hold. */
export function filledIn(
  sentence: string,
  given: Readonly<Record<string, string | number>>,
  language: Language,
): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (place, name: string) => {
    const value = Object.hasOwn(given, name) ? given[name] : place;
    return typeof value === "number" ? value.toLocaleString(LOCALES[language]) : (value ?? place);
  });
}
