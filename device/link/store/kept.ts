import { elapsed, hours, type Instant } from "../../measure/time.ts";
import type { Shelf } from "./shelf.ts";

/** The city may ask for a class 0 record again for so long after its receipt. */
export const KEPT_MS = hours(24);
/** A document of the shelf's own. */
const KEPT = "shelf-kept";
/** What the daily prune of a start has left, by boot the highest `seq`. */
type Kept = { readonly by: string; readonly upTo: Readonly<Record<string, number>> };

/**
 * Lets go what the city has had for long enough: for so long in this start, or since the daily prune of an older one, for a
 * lamp that has power by night alone has no start that is so long.
 */
export function letGoKept(shelf: Shelf, now: Instant): void {
  const { own } = shelf.boots;
  const before = shelf.document(KEPT) as Kept | undefined;
  const upTo: Record<string, number> = {};
  for (const row of shelf.rows.of(0)) {
    if (row.receiptedAt === null) continue;
    const isOfOlder = before !== undefined && before.by !== own && row.last <= (before.upTo[row.boot] ?? 0);
    if (isOfOlder || elapsed(row.receiptedAt, now) >= KEPT_MS) shelf.drop(row);
    else upTo[row.boot] = row.last;
  }
  shelf.setDocument(KEPT, { by: own, upTo });
}
