import { expect, it } from "vitest";
import { LANGUAGES, type Language } from "../../device/words/language.ts";
import { BIN_DRAWING, LAMP_DRAWING, type Drawing } from "../../device/words/machine-drawing.ts";

type Rect = { readonly name: string; readonly x: readonly [number, number]; readonly y: readonly [number, number] };

/** Of a letter of 11 px in DejaVu Sans, the widest that the pages ask for; measured in Chromium over these words: 6.0. */
const LETTER = 6.2;
const [ABOVE, BELOW] = [9, 2];

function wordsOf({ words }: Drawing, language: Language): readonly Rect[] {
  return words.map(({ x, y, text, anchor }) => {
    const name = text[language];
    const left = anchor === "start" ? x : x - (name.length * LETTER) / 2;
    return { name, x: [left, left + name.length * LETTER], y: [y - ABOVE, y + BELOW] };
  });
}

/** Without their border, on which arrows begin and end. */
const boxesOf = ({ boxes, boxWidth, boxHeight }: Drawing): readonly Rect[] =>
  boxes.map(({ id, x, y }) => ({
    name: id,
    x: [x - boxWidth / 2 + 1, x + boxWidth / 2 - 1],
    y: [y - boxHeight / 2 + 1, y + boxHeight / 2 - 1],
  }));

/** Each straight piece of each arrow. */
function piecesOf({ arrows }: Drawing): readonly Rect[] {
  return arrows.flatMap((path) => {
    const [start = "", ...steps] = path.match(/[MHV][\d.,]+/g) ?? [];
    let [x = 0, y = 0] = start.slice(1).split(",").map(Number);
    return steps.map((step): Rect => {
      const from = { x, y };
      if (step.startsWith("H")) x = Number(step.slice(1));
      else y = Number(step.slice(1));
      return {
        name: path,
        x: [Math.min(from.x, x), Math.max(from.x, x)],
        y: [Math.min(from.y, y), Math.max(from.y, y)],
      };
    });
  });
}

const meet = (one: Rect, other: Rect): boolean =>
  one.x[0] < other.x[1] && other.x[0] < one.x[1] && one.y[0] < other.y[1] && other.y[0] < one.y[1];

it.each(LANGUAGES.flatMap((language) => [BIN_DRAWING, LAMP_DRAWING].map((drawing) => [language, drawing] as const)))(
  "in %s no arrow goes through a word or a box, and no word stands on another or over the edge",
  (language, drawing) => {
    const [words, boxes, pieces] = [wordsOf(drawing, language), boxesOf(drawing), piecesOf(drawing)];
    expect(pieces.length).toBeGreaterThanOrEqual(drawing.arrows.length);
    const met = [
      ...pieces.flatMap((piece) => [...words, ...boxes].map((other) => [piece, other] as const)),
      ...words.flatMap((word, index) => [...words.slice(index + 1), ...boxes].map((other) => [word, other] as const)),
    ].filter(([one, other]) => meet(one, other));
    expect(met.map(([one, other]) => `${one.name} / ${other.name}`)).toEqual([]);
    for (const { x, y } of words)
      expect([x[0] >= 0, x[1] <= drawing.width, y[0] >= 0, y[1] <= drawing.height]).toEqual([true, true, true, true]);
  },
);
