/** What a page can be read in. */
export type Language = "en" | "sv";
export const LANGUAGES: readonly Language[] = ["en", "sv"];

export type InBoth = Readonly<Record<Language, string>>;
