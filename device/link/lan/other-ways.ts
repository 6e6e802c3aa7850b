/** Messages taken lately, each with the way it came by first: their number among the ways, by their bytes. */
export type TakenLately = ReadonlyMap<string, number>;

export const NOTHING_TAKEN: TakenLately = new Map();
/** Twice what a post hears in the 5 s in which a word may come by a second way: 8 sources, each every 2 s, from 3 peers. */
export const TAKEN_MAX = 128;

/**
 * Each message goes by every way that there is, in the same bytes: what came by one way first is no news by another. By
 * the same way again it was sent again, and is judged as any. Only drops, so whoever sends our own bytes about wins nothing.
 */
export function nextTaken(
  was: TakenLately,
  bytes: Uint8Array,
  way: number,
): { readonly taken: TakenLately; readonly isByOtherWay: boolean } {
  const key = String.fromCharCode(...bytes);
  const first = was.get(key);
  if (first !== undefined) return { taken: was, isByOtherWay: first !== way };
  const kept = [...was].slice(Math.max(0, was.size + 1 - TAKEN_MAX));
  return { taken: new Map([...kept, [key, way]]), isByOtherWay: false };
}
