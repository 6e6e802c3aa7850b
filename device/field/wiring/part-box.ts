import { widthOf, wrapped, type Text } from "./drawing.ts";
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
export function drawBox(box: Box, side: "left" | "right", width: number): BoxDrawn {
  const room = width - 2 * PAD;
  const texts: Text[] = [];
  const ports: number[] = [];
  let y = PAD + TITLE - 0.6;
  const say = (text: string, more: Partial<Text> = {}): void => {
    texts.push({ x: PAD, y, size: SMALL, anchor: "start", isBold: false, isQuiet: false, text, ...more });
  };
  const sayAll = (text: string, indent: number): void => {
    for (const line of wrapped(text, SMALL, room - indent)) {
      say(line, { x: PAD + indent, isQuiet: true });
      y += LINE;
    }
  };
  const title = `${box.name} · ${box.role}`;
  const beside = room - 1.1 * widthOf(title, TITLE);
  if (widthOf(box.what, SMALL) < beside) say(box.what, { x: width - PAD, anchor: "end", isQuiet: true });
  for (const line of wrapped(title, TITLE, room)) {
    say(line, { size: TITLE, isBold: true });
    y += LINE + 0.4;
  }
  if (widthOf(box.what, SMALL) >= beside) sayAll(box.what, 0);
  for (const row of box.rows) {
    ports.push(y - SMALL / 3);
    if (fitsOneLine(row, room)) for (const text of sides(row, side, width)) say(text.text, text);
    else say(`${row.from}, ${row.colour}`, side === "left" ? {} : { x: width - PAD, anchor: "end" });
    y += LINE;
    if (!fitsOneLine(row, room)) sayAll(`→ ${row.to}`, INDENT);
    if (row.by !== null) sayAll(row.by, INDENT);
  }
  sayAll(box.off, 0);
  return { box, texts, ports, height: y - LINE + PAD };
}

/** The end of a wire stands on the side on which it leaves; what the part calls it, on the other. */
function sides(
  { from, colour, to }: Row,
  side: "left" | "right",
  width: number,
): readonly (Partial<Text> & { text: string })[] {
  const outer = `${from}, ${colour}`;
  const [left, right] = side === "left" ? [outer, to] : [to, outer];
  return [
    { text: left, x: PAD, anchor: "start", isBold: side === "right" },
    { text: right, x: width - PAD, anchor: "end", isBold: side === "left" },
  ];
}

/** Bold is wider by a tenth at most. */
const fitsOneLine = ({ from, colour, to }: Row, room: number): boolean =>
  widthOf(`${from}, ${colour}  `, SMALL) + 1.1 * widthOf(to, SMALL) <= room;
