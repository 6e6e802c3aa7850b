/** FNV-1a, 64 bits (draft-eastlake-fnv): its basis and its prime. */
const BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
export const RECIPIENT_BYTES = 8;

/**
 * Whom a message is for, as 16 hex digits of the post's name: names are too long to stand three in one message. It need
 * only tell the posts of a zone apart; that nobody alters it is the seal's affair.
 */
export function recipientOf(name: string): string {
  const known = reckoned.get(name);
  if (known !== undefined) return known;
  if (reckoned.size >= RECKONED_MAX) reckoned.clear();
  const recipient = hashOf(name);
  reckoned.set(name, recipient);
  return recipient;
}

/** A post speaks with a few others, and to each of them hundreds of times a night. */
const reckoned = new Map<string, string>();
const RECKONED_MAX = 128;

function hashOf(name: string): string {
  let hash = BASIS;
  for (const byte of new TextEncoder().encode(name)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  return hash.toString(16).padStart(2 * RECIPIENT_BYTES, "0");
}
