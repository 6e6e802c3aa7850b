import { SHEET, type Drawing, type Line, type Rect, type Text } from "./drawing.ts";

/** On paper, and in sunlight on a screen; a wire's colour is dark enough to be seen on white, and its name says it too. */
const INK = "#1c1b19";
const QUIET = "#55524b";
const WIRES: Readonly<Record<string, string>> = {
  orange: "#b35900",
  red: "#b3001e",
  black: INK,
  blue: "#0b6ba8",
  yellow: "#946200",
  green: "#1d7a36",
  white: "#8a8a8a",
  violet: "#6b2f8f",
  grey: "#666666",
};

/** A sheet of A4 as it is printed; text stays text. */
export function svgOf(drawing: Drawing): string {
  const body = [...drawing.lines.map(line), ...drawing.rects.map(rect), ...drawing.texts.map(text)].join("\n");
  return `<svg xmlns="http://www.w3.org/2000/svg" lang="${drawing.language}" width="${SHEET.width}mm" height="${SHEET.height}mm" viewBox="0 0 ${round(drawing.width)} ${round(drawing.height)}" role="img" aria-labelledby="title" font-family="Liberation Sans, Arial, Helvetica, DejaVu Sans, sans-serif">
<title id="title">${escaped(drawing.title)}</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${body}
</svg>
`;
}

function line({ points, colour, isDashed }: Line): string {
  const path = points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join(" ");
  const dash = isDashed ? ` stroke-dasharray="1.2 0.8"` : "";
  return `<path d="${path}" fill="none" stroke="${WIRES[colour] ?? INK}" stroke-width="0.45"${dash}/>`;
}

function rect({ x, y, width, height, isMarked, isDashed }: Rect): string {
  const dash = isDashed ? ` stroke-dasharray="1.2 0.8"` : "";
  const inside = isMarked ? `fill="#e6e2d8" stroke-width="0.5"` : `fill="none" stroke-width="0.25"`;
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" ${inside} stroke="${INK}"${dash}/>`;
}

function text({ x, y, size, anchor, isBold, isQuiet, text: words }: Text): string {
  const more = `${anchor === "start" ? "" : ` text-anchor="${anchor}"`}${isBold ? ` font-weight="bold"` : ""}`;
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" fill="${isQuiet ? QUIET : INK}"${more}>${escaped(words)}</text>`;
}

const round = (millimetres: number): string => String(Math.round(millimetres * 100) / 100);

const escaped = (words: string): string =>
  words.replace(/[&<>"]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[letter] ?? letter);
