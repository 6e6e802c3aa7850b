import { widthOf, wrapped, type Say, type Text } from "./drawing.ts";
import type { Box, Row } from "./plan.ts";

const PAD = 1.6;
const TITLE = 3;
export const SMALL = 2.4;
const LINE = 3.1;
const INDENT = 3;

/** A part drawn at the origin. `ports` is the height at which each wire leaves it, row by row. */
export type BoxDrawn = {
  readonly box: Box;
  readonly texts: readonly Text[];
  readonly ports: readonly number[];
  readonly height: number;
};

/** `side` is where the box stands: its wires leave it towards the header. */
export function drawBox(box: Box, side: "left" | "right", width: number, say: Say): BoxDrawn {
  const room = width - 2 * PAD;
  const texts: Text[] = [];
  const ports: number[] = [];
  let y = PAD + TITLE - 0.6;
  const put = (text: string, more: Partial<Text> = {}): void => {
    texts.push({ x: PAD, y, size: SMALL, anchor: "start", isBold: false, isQuiet: false, text, ...more });
  };
  const putAll = (text: string, indent: number): void => {
    for (const line of wrapped(text, SMALL, room - indent)) {
      put(line, { x: PAD + indent, isQuiet: true });
      y += LINE;
    }
  };
  const title = `${box.name} · ${box.role}`;
  const what = say(box.what);
  const beside = room - 1.1 * widthOf(title, TITLE);
  if (widthOf(what, SMALL) < beside) put(what, { x: width - PAD, anchor: "end", isQuiet: true });
  for (const line of wrapped(title, TITLE, room)) {
    put(line, { size: TITLE, isBold: true });
    y += LINE + 0.4;
  }
  if (widthOf(what, SMALL) >= beside) putAll(what, 0);
  for (const row of box.rows) {
    ports.push(y - SMALL / 3);
    const said = saidOf(row, say);
    if (fitsOneLine(said, room)) for (const text of sides(said, side, width)) put(text.text, text);
    else put(said.from, side === "left" ? {} : { x: width - PAD, anchor: "end" });
    y += LINE;
    if (!fitsOneLine(said, room)) putAll(`→ ${said.to}`, INDENT);
    if (row.by !== null) putAll(say(row.by), INDENT);
  }
  putAll(say(box.off), 0);
  return { box, texts, ports, height: y - LINE + PAD };
}

/** A wire in the sheet's words: what the part calls it and its colour, and where it ends. */
type Said = { readonly from: string; readonly to: string };
const saidOf = ({ from, colour, to }: Row, say: Say): Said => ({
  from: `${say(from)}, ${say(colour)}`,
  to: say(to),
});

/** The end of a wire stands on the side on which it leaves; what the part calls it, on the other. */
function sides(
  { from, to }: Said,
  side: "left" | "right",
  width: number,
): readonly (Partial<Text> & { text: string })[] {
  const [left, right] = side === "left" ? [from, to] : [to, from];
  return [
    { text: left, x: PAD, anchor: "start", isBold: side === "right" },
    { text: right, x: width - PAD, anchor: "end", isBold: side === "left" },
  ];
}

/** Bold is wider by a tenth at most. */
const fitsOneLine = ({ from, to }: Said, room: number): boolean =>
  widthOf(`${from}  `, SMALL) + 1.1 * widthOf(to, SMALL) <= room;
