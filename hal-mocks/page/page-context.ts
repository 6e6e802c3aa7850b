import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Language } from "../../device/words/language.ts";
import type { Theme } from "./preferences.ts";
import type { Wish } from "../host/protocol.ts";
import { wordsIn, type Words } from "./words.ts";

/** What every part of the page may need, whatever it shows. */
export type PageNeeds = {
  readonly language: Language;
  readonly words: Words;
  readonly theme: Theme;
  /** Sends a wish; a refusal is shown by the page. */
  readonly ask: (wish: Wish) => void;
};

export const PageContext = createContext<PageNeeds>({
  language: "en",
  words: wordsIn("en"),
  theme: "dusk",
  ask: () => undefined,
});
export const usePage = (): PageNeeds => useContext(PageContext);
