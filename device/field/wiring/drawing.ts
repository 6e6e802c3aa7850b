import type { Language } from "../../words/language.ts";
import { inSwedish } from "./swedish.ts";

/** Lengths in millimetres from the top left. A drawing has the shape of a sheet of A4 standing, and is shrunk onto one. */
export type Text = {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly anchor: "start" | "middle" | "end";
  readonly isBold: boolean;
  readonly isQuiet: boolean;
  readonly text: string;
};
export type Rect = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Of a pin in use. */
  readonly isMarked: boolean;
  readonly isDashed: boolean;
};
/** `colour` is the wire's, by its name; a wire that is not there yet is dashed. */
export type Line = {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly colour: string;
  readonly isDashed: boolean;
};
export type Drawing = {
  readonly language: Language;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly texts: readonly Text[];
  readonly rects: readonly Rect[];
  readonly lines: readonly Line[];
};

/** An English text of the plan, as the sheet says it. */
export type Say = (english: string) => string;
export const SAY: Readonly<Record<Language, Say>> = { en: (english) => english, sv: inSwedish };

export const SHEET = { width: 210, height: 297, margin: 8 } as const;
/** A letter's width on average, of its height: 0.50 in Liberation Sans, 0.58 in DejaVu Sans, the widest that is asked for. */
const LETTER = 0.55;
export const widthOf = (text: string, size: number): number => text.length * size * LETTER;

/** Words on lines of at most `width`; a word that is longer is cut. */
export function wrapped(text: string, size: number, width: number): readonly string[] {
  const letters = Math.floor(width / (size * LETTER));
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters) lines[lines.length - 1] = `${last} ${word}`;
    else for (let from = 0; from < word.length; from += letters) lines.push(word.slice(from, from + letters));
  }
  return lines;
}
