/**
 * Chance without state: the same seed, stream and index always give the same number, so that one more walker does not
 * shift the litter. FNV-1a over the words, then the finaliser of MurmurHash3 (both public domain).
 */
export function chance(seed: number, stream: string, index: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < stream.length; i++) hash = Math.imul(hash ^ stream.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ index, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}

/** A number from `low` to `high`. */
export const between = (low: number, high: number, share: number): number => low + (high - low) * share;
