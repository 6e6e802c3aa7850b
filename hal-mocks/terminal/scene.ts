import type { BinPicture, PostPicture, StreetPicture, WalkerPicture } from "./street-picture.ts";
import { blankRow, put, putCentred, type Ink, type Row } from "../../device/screen/cells.ts";

/** Cells between posts: what an 80-column terminal has for six, and the least that keeps a level readable. */
const PITCH = { most: 13, least: 8 } as const;
/** Where the drawing of the light changes, in percent; our choice: base, on its way, and full look different. */
const BRIGHT = 75;
const HALF = 40;
/** From this speed on people are streaks, because their steps cannot be seen. */
const STREAK_SPEED = 100;

type Ground = { readonly cellOf: (positionM: number) => number; readonly posts: readonly PostPicture[] };

/** Nine rows: names, heads, three of light, the pavement, levels, reasons, seconds. */
export type Scene = {
  readonly names: Row;
  readonly heads: Row;
  readonly light: readonly [Row, Row, Row];
  readonly pavement: Row;
  readonly levels: Row;
  readonly reasons: Row;
  readonly seconds: Row;
};

export function drawScene(picture: StreetPicture, columns: number, unicode: boolean): Scene {
  const row = (): Row => blankRow(columns);
  const scene: Scene = {
    names: row(),
    heads: row(),
    light: [row(), row(), row()],
    pavement: row(),
    levels: row(),
    reasons: row(),
    seconds: row(),
  };
  put(scene.pavement, 0, (unicode ? "▁" : "_").repeat(columns));
  const ground = groundOf(picture.posts, columns);
  for (const post of ground.posts) drawPost(scene, post, ground.cellOf(post.positionM), unicode);
  for (const bin of picture.bins) drawBin(scene, bin, ground.cellOf(bin.positionM));
  for (const walker of picture.walkers) drawWalker(scene, walker, ground.cellOf(walker.positionM), picture.speed);
  return scene;
}

/** As many posts as fit, from the left; the street is drawn in proportion between them. */
function groundOf(posts: readonly PostPicture[], columns: number): Ground {
  const pitch = Math.min(PITCH.most, Math.max(PITCH.least, Math.floor(columns / Math.max(1, posts.length))));
  const fitting = posts.slice(0, Math.max(1, Math.floor(columns / pitch)));
  const first = posts[0]?.positionM ?? 0;
  const spacingM = Math.max(1, (posts[1]?.positionM ?? first + 22) - first);
  const cellOf = (positionM: number): number => Math.floor(pitch / 2) + ((positionM - first) / spacingM) * pitch;
  return { cellOf, posts: fitting };
}

function drawPost(scene: Scene, post: PostPicture, cell: number, unicode: boolean): void {
  const at = Math.round(cell);
  const ink: Ink = post.faulty ? "fault" : "plain";
  const lit: Ink = (post.levelPct ?? 0) > 0 ? "light" : "plain";
  putCentred(scene.names, at, post.faulty ? `▲${post.name}` : post.name, ink);
  put(scene.heads, at, unicode ? "▄" : "_", lit);
  drawLight(scene.light, at, post.levelPct ?? 0, unicode);
  put(scene.pavement, at, "│");
  putCentred(scene.levels, at, post.levelPct === null ? "– %" : `${Math.round(post.levelPct)} %`);
  putCentred(scene.reasons, at, post.reason, ink);
  const left = post.secondsLeft === null ? "" : `${Math.ceil(post.secondsLeft)} s left`;
  putCentred(scene.seconds, at, post.note === "" ? left : post.note);
}

function drawLight(rows: readonly Row[], at: number, levelPct: number, unicode: boolean): void {
  rows.forEach((row, index) => {
    const [left, right] = beam(levelPct, index, unicode);
    put(row, at - left.length, left, "light");
    put(row, at, "│");
    put(row, at + 1, right, "light");
  });
}

/** What shines left and right of the pole, in the first, second and third row below the head. */
function beam(levelPct: number, row: number, unicode: boolean): readonly [left: string, right: string] {
  const gap = " ".repeat(row);
  if (levelPct >= BRIGHT) {
    const cone = "▒".repeat(row + 1);
    return unicode ? [cone, cone] : [`\\${gap}`, `${gap}/`];
  }
  if (levelPct < HALF || row === 2) return unicode && levelPct > 0 && row === 0 ? ["░", "░"] : ["", ""];
  const haze = "░".repeat(row + 1);
  return unicode ? [haze, haze] : [`.${gap}`, `${gap}.`];
}

function drawBin(scene: Scene, bin: BinPicture, cell: number): void {
  const left = Math.round(cell - 1.5);
  const ink: Ink = bin.faulty || bin.latched ? "fault" : "plain";
  put(scene.light[2], left, bin.latched ? "■__■" : "____", ink);
  put(scene.pavement, left, `[${litterIn(bin)}]`, ink);
}

/** The litter of a bin in two characters: nothing, some, half, much, or unknown. */
function litterIn({ fillPct }: BinPicture): string {
  if (fillPct === null) return "??";
  if (fillPct < 10) return "__";
  if (fillPct < 35) return "_.";
  return fillPct < 75 ? "=." : "##";
}

function drawWalker(scene: Scene, { direction }: WalkerPicture, cell: number, speed: number): void {
  const streak = speed >= STREAK_SPEED ? "==" : "";
  if (direction === "right") put(scene.pavement, cell - streak.length, `${streak}o>`, "light");
  else put(scene.pavement, cell - 1, `<o${streak}`, "light");
}
