/** Of `seq`, both ends included. */
export type SeqRange = readonly [from: number, to: number];
/** What has come of one boot and class: 1 to `watermark` without a hole, and beyond a hole the islands, in order. */
export type Coverage = { readonly watermark: number; readonly islands: readonly SeqRange[] };

export const NOTHING: Coverage = { watermark: 0, islands: [] };
/**
 * Islands remembered of one boot and class. Our choice: an honest device makes one an outage and a few from packets that
 * overtake each other. Of more, the highest are forgotten: they are asked for again, and come as doubles.
 */
export const ISLANDS_MAX = 1_000;

/** What is there once these ranges came too. The same object where they were there already. */
export function covered(was: Coverage, ranges: readonly SeqRange[]): Coverage {
  const news = ranges.filter(([from, to]) => from <= to && to > was.watermark && !isWithin(was.islands, from, to));
  if (news.length === 0) return was;
  const sorted = [...was.islands, ...news].sort(([one], [other]) => one - other);
  let { watermark } = was;
  const islands: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = islands.at(-1);
    if (from <= watermark + 1) watermark = Math.max(watermark, to);
    else if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else islands.push([from, to]);
  }
  return { watermark, islands: islands.slice(0, ISLANDS_MAX) };
}

/** What is missing below the highest that came, or below `last`, the final `seq` of a boot that is over. */
export function holesIn({ watermark, islands }: Coverage, last = 0): SeqRange[] {
  const holes: SeqRange[] = [];
  let next = watermark + 1;
  for (const [from, to] of islands) {
    holes.push([next, from - 1]);
    next = to + 1;
  }
  return next <= last ? [...holes, [next, last]] : holes;
}

const isWithin = (islands: readonly SeqRange[], from: number, to: number) =>
  islands.some(([first, last]) => first <= from && to <= last);
