import { drawBlocks, rowKey, type Blocks, type Side } from "./blocks.ts";
import type { Language } from "../../words/language.ts";
import { SAY, SHEET, wrapped, type Drawing, type Line, type Rect, type Say, type Text } from "./drawing.ts";
import { blockNames, firstPin, type Box, type Plan } from "./plan.ts";
import { drawBox, SMALL, type BoxDrawn } from "./part-box.ts";

const SIDES: readonly Side[] = ["left", "right"];
/** A drawing that is too high for its width is laid out again so much wider, and so often at most: 60 parts fit then. */
const WIDER = 15;
const TRIES_MAX = 40;
/** Between the boxes of the left and of the right: pins, their names, and the tracks of 20 wires on either side. */
const BETWEEN = 76;
const GAP = 1.8;
/** Between the tracks of two wires, and least between a box's wire and the height of a pin: else two look like one. */
const TRACK = 0.85;
const CLEAR = 0.7;
const STEP = 0.4;

/** The plan on a sheet: parts on the left and right, the header and boards between, each wire from its label to its pin. */
export function layOut(plan: Plan, language: Language): Drawing {
  let drawing = layOutAt(plan, SHEET.width, language);
  for (let tries = 1; tries < TRIES_MAX && drawing.height > heightOf(drawing.width); tries += 1) {
    drawing = layOutAt(plan, SHEET.width + tries * WIDER, language);
  }
  return { ...drawing, height: Math.max(drawing.height, heightOf(drawing.width)) };
}

const heightOf = (width: number): number => (width * SHEET.height) / SHEET.width;

function layOutAt(plan: Plan, width: number, language: Language): Drawing {
  const say = SAY[language];
  const boxWidth = (width - BETWEEN) / 2 - SHEET.margin;
  const head = heading(plan, width, say);
  const top = (head.at(-1)?.y ?? 0) + 4;
  const blocks = drawBlocks(plan.boxes, width / 2, top, say);
  const bySide = intoSides(plan.boxes, boxWidth, say);
  const texts: Text[] = [...head, ...blocks.texts];
  const rects: Rect[] = [...blocks.rects];
  const lines: Line[] = [];
  let bottom = blocks.end;
  for (const side of SIDES) {
    const x = side === "left" ? SHEET.margin : width - SHEET.margin - boxWidth;
    let y = top;
    const ends: WireEnd[] = [];
    for (const drawn of bySide[side]) {
      y = clearOfPins(drawn, y, blocks);
      texts.push(...drawn.texts.map((text) => ({ ...text, x: text.x + x, y: text.y + y })));
      rects.push({ x, y, width: boxWidth, height: drawn.height, isMarked: false, isDashed: drawn.box.isMock });
      ends.push(...wireEnds(drawn, y, side, blocks));
      y += drawn.height + GAP;
    }
    lines.push(...route(ends, side, side === "left" ? x + boxWidth : x));
    bottom = Math.max(bottom, y);
  }
  const title = say(`Wiring of ${plan.device}`);
  return { language, title, width, height: bottom + SHEET.margin, texts, rects, lines };
}

const NOTE =
  "Wire without mains and battery. With the USB sockets of the Raspberry Pi down, pin 1 is top left. Nothing above 3.3 V on " +
  "a GPIO pin. Colours are a proposal where a part has no cable of its own; any other pin of a rail does as well.";

function heading({ device, file, shared }: Plan, width: number, say: Say): readonly Text[] {
  const text = (y: number, size: number, words: string, isBold = false): Text => {
    return { x: SHEET.margin, y, size, anchor: "start", isBold, isQuiet: false, text: words };
  };
  const mistakes = shared.map((words) => say(`MISTAKE: ${say(words)}.`));
  const lines = [say(NOTE), ...mistakes].map((note) => wrapped(note, SMALL, width - 2 * SHEET.margin));
  const drawnFrom = say(`drawn from ${file.slice(file.lastIndexOf("/") + 1)}`);
  return [
    text(13, 5, say(`Wiring of ${device}`), true),
    { ...text(13, SMALL, drawnFrom), x: width - SHEET.margin, anchor: "end" },
    ...lines
      .flatMap((note, index) => note.map((line) => ({ line, isMistake: index > 0 })))
      .map(({ line, isMistake }, row) => text(18.5 + row * 3.4, SMALL, line, isMistake)),
  ];
}

/** A part stands on the side of its first pin: odd ones are left. Others fill up the side that is shorter. */
function intoSides(boxes: readonly Box[], width: number, say: Say): Readonly<Record<Side, readonly BoxDrawn[]>> {
  const sides: Record<Side, BoxDrawn[]> = { left: [], right: [] };
  const high = (side: Side): number => sides[side].reduce((sum, { height }) => sum + height + GAP, 0);
  const pinOf = (box: Box): number => firstPin(box) ?? 0;
  for (const box of boxes.filter((each) => pinOf(each) > 0).toSorted((one, other) => pinOf(one) - pinOf(other))) {
    const side = pinOf(box) % 2 === 1 ? "left" : "right";
    sides[side].push(drawBox(box, side, width, say));
  }
  const blocks = blockNames(boxes);
  const rank = (box: Box): number => {
    const index = blocks.indexOf(box.rows.find(({ place }) => place !== null)?.place?.block ?? "");
    return index === -1 ? blocks.length : index;
  };
  for (const box of boxes.filter((each) => pinOf(each) === 0).toSorted((one, other) => rank(one) - rank(other))) {
    const side = high("left") <= high("right") ? "left" : "right";
    sides[side].push(drawBox(box, side, width, say));
  }
  return sides;
}

/** Moves a box down until none of its wires leaves it at the height of a pin, a pin's distance at most. */
function clearOfPins({ ports }: BoxDrawn, y: number, { rows }: Blocks): number {
  const heights = [...rows.values()].map((row) => row.y);
  const isClear = (at: number): boolean =>
    ports.every((port) => heights.every((height) => Math.abs(at + port - height) >= CLEAR));
  for (let at = y; at < y + 5; at += STEP) if (isClear(at)) return at;
  return y;
}

/** `from` at the box, `to` at the pin: heights. `outX`: the side of the pin. */
type WireEnd = {
  readonly from: number;
  readonly to: number;
  readonly outX: number;
  readonly colour: string;
  readonly isDashed: boolean;
};

/**
 * The wires that can be drawn: those to a pin of this side. Any other ends at its label, which names the pin.
 */
function wireEnds({ box, ports }: BoxDrawn, boxY: number, side: Side, { rows }: Blocks): readonly WireEnd[] {
  return box.rows.flatMap(({ place, colour }, index) => {
    if (place === null) return [];
    const [pin] = place.pins;
    if (pin !== undefined && pin % 2 !== (side === "left" ? 1 : 0)) return [];
    const row = rows.get(rowKey(place.block, pin === undefined ? place.contact : String(pin)));
    if (row === undefined) return [];
    return [{ from: boxY + (ports[index] ?? 0), to: row.y, outX: row[side], colour, isDashed: box.isMock }];
  });
}

/**
 * Of these, the ones that go from top to top and so on down, so that no two cross. Wires that rise take their tracks in
 * their order, those that fall against it: so none runs through another's.
 */
function route(ends: readonly WireEnd[], side: Side, edge: number): readonly Line[] {
  const inOrder: WireEnd[] = [];
  for (const end of ends) if (end.to > (inOrder.at(-1)?.to ?? 0)) inOrder.push(end);
  const falling = inOrder.filter(({ from, to }) => to >= from);
  const rising = inOrder.filter(({ from, to }) => to < from);
  const away = side === "left" ? 1 : -1;
  const lineOf = ({ from, to, outX, colour, isDashed }: WireEnd, track: number): Line => {
    const x = edge + away * (1.5 + track * TRACK);
    return {
      points: [
        [edge, from],
        [x, from],
        [x, to],
        [outX, to],
      ],
      colour,
      isDashed,
    };
  };
  return [
    ...falling.map((end, index) => lineOf(end, falling.length - 1 - index)),
    ...rising.map((end, index) => lineOf(end, index)),
  ];
}
