import { elapsed, hours, instant, type Instant } from "../../measure/time.ts";
import type { Shelf } from "./shelf.ts";

/** The city may ask for a class 0 record again for so long after its receipt. */
export const KEPT_MS = hours(24);
/** A document of the shelf's own. */
const KEPT = "shelf-kept";
/** What was left by boot, the highest `seq`; how long ago by the hours that link ran since, as of the prune `at` of start `by`. */
type Kept = {
  readonly upTo: Readonly<Record<string, number>>;
  readonly ranMs: number;
  readonly by: string;
  readonly at: number;
};

/**
 * Lets go what the city has had for long enough: in this start, or by the hours of several, for a lamp that has power by
 * night alone has no start that is so long.
 */
export function letGoKept(shelf: Shelf, now: Instant): void {
  const before = shelf.document(KEPT) as Kept | undefined;
  const ranMs = before === undefined ? KEPT_MS : before.ranMs + elapsed(sinceOf(before, shelf), now);
  const isOver = ranMs >= KEPT_MS;
  const left: Record<string, number> = {};
  for (const row of shelf.rows.of(0)) {
    if (row.receiptedAt === null) continue;
    const wasLeft = isOver && row.last <= (before?.upTo[row.boot] ?? 0);
    if (wasLeft || elapsed(row.receiptedAt, now) >= KEPT_MS) shelf.drop(row);
    else left[row.boot] = row.last;
  }
  const upTo = isOver ? left : (before?.upTo ?? left);
  shelf.setDocument(KEPT, { upTo, ranMs: isOver ? 0 : ranMs, by: shelf.boots.own, at: now });
}

/** From this `seq` on the city asks for some again: it is kept for as long as if it had not been left. */
export function keepAgain(shelf: Shelf, boot: string, from: number): void {
  const kept = shelf.document(KEPT) as Kept | undefined;
  const upTo = kept?.upTo[boot] ?? 0;
  if (kept !== undefined && upTo >= from)
    shelf.setDocument(KEPT, { ...kept, upTo: { ...kept.upTo, [boot]: from - 1 } });
}

const sinceOf = ({ by, at }: Kept, { boots, openedAt }: Shelf): Instant => (by === boots.own ? instant(at) : openedAt);
