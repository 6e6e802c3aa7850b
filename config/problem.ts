/** What is wrong with a config, where, and what to write instead. `path` is empty for the file as a whole. */
export type Problem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly wrong: string;
  readonly instead: string;
  /** Of a file that this user may not read. */
  readonly denied?: true;
};

/** More are not told: a file with so many has one mistake near its top. */
export const PROBLEMS_MAX = 20;

/** Of what stands in the file, a message repeats at most so many characters. */
const QUOTED_MAX = 60;

/** `config/lamp-post.yaml:14:9 lamp.hold: 20 ms is below 5 s. Write a duration such as "60 s".` */
export function formatProblem({ file, line, column, path, wrong, instead }: Problem): string {
  const place = `${file}:${line}:${column}`;
  return `${place}${path === "" ? "" : ` ${path}`}: ${wrong}. ${instead}`;
}

/** Text of the file within a message: short, on one line, and harmless to a terminal. */
export function quoted(text: string): string {
  const short = text.length > QUOTED_MAX ? `${text.slice(0, QUOTED_MAX)}…` : text;
  return `"${short.replace(/\p{C}/gu, (letter) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`)}"`;
}

/** The name that was probably meant; null when none is near: one slip in a short name, a third of a long one. */
export function nearest(name: string, known: readonly string[]): string | null {
  const written = name.slice(0, QUOTED_MAX).toLowerCase();
  const slipsMax = Math.max(1, Math.floor(written.length / 3));
  const ranked = known
    .map((other) => ({ other, slips: slips(written, other.toLowerCase()) }))
    .sort((a, b) => a.slips - b.slips);
  const [best] = ranked;
  return best !== undefined && best.slips <= slipsMax ? best.other : null;
}

/** Letters put in, left out, changed, or swapped with their neighbour (optimal string alignment). */
function slips(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
