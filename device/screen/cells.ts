/** The three meanings that have a colour; everything else is plain ink. */
export type Ink = "plain" | "light" | "data" | "fault";
type Cell = { readonly char: string; readonly ink: Ink };
/** One line of a terminal, a character a cell. */
export type Row = Cell[];
export type Look = { readonly unicode: boolean; readonly colour: boolean };

/** The palette of the street, the same in every view. */
const COLOURS: Record<Exclude<Ink, "plain">, string> = {
  light: "38;2;255;215;154", // #FFD79A
  data: "38;2;86;180;233", // #56B4E9
  fault: "38;2;228;87;46", // #E4572E
};
/** Characters that every terminal draws one cell wide: Latin, dashes, arrows, boxes, blocks and plain shapes. */
const ONE_CELL = /[ -~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2190-\u21ff\u2500-\u25ff]/;
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  "–": "-",
  "→": ">",
  "·": ".",
  "…": ".",
  "│": "|",
  "─": "-",
  "█": "#",
  "░": "-",
  "▒": "#",
  "▲": "!",
  "■": "X",
  "▁": "_",
};

export function blankRow(columns: number): Row {
  return Array.from({ length: Math.max(0, columns) }, () => ({ char: " ", ink: "plain" }));
}

/** Writes text into a row from cell `at` on. What falls outside is not drawn. Returns the cell after the text. */
export function put(row: Row, at: number, text: string, ink: Ink = "plain"): number {
  const start = Math.round(at);
  let next = start;
  for (const char of text) {
    if (next >= 0 && next < row.length) row[next] = { char, ink };
    next += 1;
  }
  return next;
}

/** As {@link put}, with the middle of the text on a cell. */
export function putCentred(row: Row, centre: number, text: string, ink: Ink = "plain"): void {
  put(row, Math.round(centre) - Math.floor(Array.from(text).length / 2), text, ink);
}

/** The row as text: no spaces at its end, never wider than the row, no control character but its own colours. */
export function textOf(row: Row, look: Look): string {
  let text = "";
  let ink: Ink = "plain";
  for (const cell of row.slice(0, lastInked(row) + 1)) {
    if (look.colour && cell.ink !== ink) {
      text += cell.ink === "plain" ? "\u001b[39m" : `\u001b[${COLOURS[cell.ink]}m`;
      ink = cell.ink;
    }
    text += shown(cell.char, look.unicode);
  }
  return ink === "plain" ? text : `${text}\u001b[39m`;
}

function lastInked(row: Row): number {
  return row.findLastIndex(({ char }) => char !== " ");
}

function shown(char: string, unicode: boolean): string {
  if (unicode) return ONE_CELL.test(char) ? char : "?";
  const plain = PLAIN_LETTERS[char] ?? char.normalize("NFD").charAt(0);
  return plain >= " " && plain <= "~" ? plain : "?";
}
