import { wrapped, type Rect, type Say, type Text } from "./drawing.ts";
import { HEADER, HEADER_BLOCK } from "./header.ts";
import { SMALL } from "./part-box.ts";
import { blockNames, shortBlock, type Box } from "./plan.ts";

export type Side = "left" | "right";
/** A row of the header or of a board: its height, and where its two sides are. */
export type BlockRow = { readonly y: number; readonly left: number; readonly right: number };
/** What stands in the middle of the sheet. `rows` by `rowKey`; `end` is where it ends below. */
export type Blocks = {
  readonly texts: readonly Text[];
  readonly rects: readonly Rect[];
  readonly rows: ReadonlyMap<string, BlockRow>;
  readonly end: number;
};
/** `contact` of the header is the number of its pin. */
export const rowKey = (block: string, contact: string): string => `${block} ${contact}`;

const PIN = 5;
const NAME = 2.1;
const BOARD_HALF = 14;
const TITLE_LINE = 3.2;
/** From one block to the title of the next. */
const APART = 8;

/** The header, and below it the boards, adapters and chips that parts are on, around `middle` from `top` down. */
export function drawBlocks(boxes: readonly Box[], middle: number, top: number, say: Say): Blocks {
  let blocks = drawHeader(boxes, middle, top, say);
  for (const block of blockNames(boxes))
    blocks = joined(blocks, drawBoard(boxes, block, middle, blocks.end + APART, say));
  return blocks;
}

const joined = (one: Blocks, other: Blocks): Blocks => ({
  texts: [...one.texts, ...other.texts],
  rects: [...one.rects, ...other.rects],
  rows: new Map([...one.rows, ...other.rows]),
  end: other.end,
});

const text = (x: number, y: number, words: string, more: Partial<Text> = {}): Text => {
  return { x, y, size: SMALL, anchor: "middle", isBold: false, isQuiet: false, text: words, ...more };
};

function drawHeader(boxes: readonly Box[], middle: number, top: number, say: Say): Blocks {
  const used = new Set(boxes.flatMap((box) => box.rows.map(({ pin }) => pin)));
  const rows = new Map<string, BlockRow>();
  const drawn = HEADER.map((name, index) => {
    const isLeft = index % 2 === 0;
    const x = isLeft ? middle - PIN : middle;
    const y = top + Math.floor(index / 2) * PIN;
    const isUsed = used.has(index + 1);
    rows.set(rowKey(HEADER_BLOCK, String(index + 1)), {
      y: y + PIN / 2 + 0.4,
      left: middle - PIN,
      right: middle + PIN,
    });
    const outside = isLeft ? x - 1 : x + PIN + 1;
    const named = { anchor: isLeft ? "end" : "start", isBold: isUsed, isQuiet: !isUsed, size: NAME } as const;
    const pin = text(x + PIN / 2, y + PIN / 2 + SMALL / 3, String(index + 1), { isBold: isUsed });
    const rect = { x, y, width: PIN, height: PIN, isMarked: isUsed, isDashed: false };
    return { rect, texts: [pin, text(outside, y + PIN / 2 - 0.3, say(name), named)] };
  });
  return {
    texts: drawn.flatMap(({ texts }) => texts),
    rects: drawn.map(({ rect }) => rect),
    rows,
    end: top + (HEADER.length / 2) * PIN,
  };
}

function drawBoard(boxes: readonly Box[], block: string, middle: number, y: number, say: Say): Blocks {
  const places = boxes.flatMap((box) =>
    box.rows.flatMap(({ place }) => (place?.block === block ? [place.contact] : [])),
  );
  const contacts = [...new Set(places)];
  const title = wrapped(say(shortBlock(block)), SMALL, 2 * BOARD_HALF);
  const top = y + (title.length - 1) * TITLE_LINE + 1.5;
  const left = middle - BOARD_HALF;
  const right = middle + BOARD_HALF;
  const height = contacts.length * PIN + 1;
  const rowY = (index: number): number => top + (index + 0.5) * PIN + 0.5;
  return {
    texts: [
      ...title.map((line, index) => text(middle, y + index * TITLE_LINE, line, { isBold: true })),
      ...contacts.map((contact, index) => text(middle, rowY(index) + SMALL / 3, say(contact))),
    ],
    rects: [{ x: left, y: top, width: right - left, height, isMarked: false, isDashed: false }],
    rows: new Map(contacts.map((contact, index) => [rowKey(block, contact), { y: rowY(index), left, right }])),
    end: top + height,
  };
}
