/** What is wrong with a config, where, and what to write instead. `path` is empty for the file as a whole. */
export type Problem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly wrong: string;
  readonly instead: string;
};

/** More are not told: a file with so many has one mistake near its top. */
export const PROBLEMS_MAX = 20;

/** `config/lamp-post.yaml:14:9 lamp.hold: 20 ms is below 5 s. Write a duration such as "60 s".` */
export function formatProblem({ file, line, column, path, wrong, instead }: Problem): string {
  const place = `${file}:${line}:${column}`;
  return `${place}${path === "" ? "" : ` ${path}`}: ${wrong}. ${instead}`;
}

/** The name that was probably meant; null when none is near. */
export function nearest(name: string, known: readonly string[]): string | null {
  const ranked = known
    .map((other) => ({ other, distance: editDistance(name.toLowerCase(), other.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= Math.max(2, Math.floor(name.length / 3)) ? best.other : null;
}

/** Levenshtein: letters put in, taken out or changed. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
