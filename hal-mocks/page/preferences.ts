import type { Language } from "../../device/words/language.ts";

export type Theme = "dusk" | "sunlight";
export type Preferences = { readonly language: Language; readonly theme: Theme };

const KEY = "gaturum";

/** By the address first, then what was chosen before, then what the browser asks for. */
export function preferencesHere(): Preferences {
  const asked = new URLSearchParams(location.search);
  const kept = remembered();
  const browsers = navigator.languages.find((tag) => /^(?:en|sv)\b/.test(tag))?.slice(0, 2);
  return {
    language: asLanguage(asked.get("lang")) ?? asLanguage(kept["language"]) ?? asLanguage(browsers) ?? "en",
    theme: asTheme(asked.get("theme")) ?? asTheme(kept["theme"]) ?? "dusk",
  };
}

/** A page that was opened as a file, or whose storage is full or forbidden, forgets. */
export function remember(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    return;
  }
}

function remembered(): { readonly [key: string]: unknown } {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof kept === "object" && kept !== null ? { ...kept } : {};
  } catch {
    return {};
  }
}

const asLanguage = (value: unknown): Language | null => (value === "en" || value === "sv" ? value : null);
const asTheme = (value: unknown): Theme | null => (value === "dusk" || value === "sunlight" ? value : null);
