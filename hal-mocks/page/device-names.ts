import type { Language } from "../../device/words/language.ts";
import { wordsIn } from "./words.ts";

/** How the plug of the network is called among the names of devices; no device has a name with a blank. */
export const PLUG = "the plug";

/** `lamp-4` is Lamp 4, in the language of the page; what a city calls a device is left as it is. */
export function deviceName(name: string, language: Language): string {
  const [, kind, place] = /^(lamp|bin)-(\d+)$/.exec(name) ?? [];
  if (kind === undefined || place === undefined) return name;
  return `${wordsIn(language).device[kind === "lamp" ? "lamp" : "bin"]} ${place}`;
}
