import type { RecordClass } from "../../measure/decision.ts";
import { keepAgain } from "./kept.ts";
import type { Range } from "./losses.ts";
import { STATE, stateOf } from "./row.ts";
import type { Shelf } from "./shelf.ts";

/**
 * The ranges of gaps on the shelf that tell of any of `asked`. They go again, under their own keys: of what is told already no
 * other gap tells, whether or not the city has heard it.
 */
export function toldAgain(shelf: Shelf, boot: string, of: RecordClass, asked: readonly Range[]): readonly Range[] {
  const isAsked = ([from, to]: Range): boolean => asked.some(([first, last]) => from <= last && to >= first);
  const told: Range[] = [];
  for (const row of shelf.rows.of(0))
    for (const gap of row.gaps) {
      if (gap.boot !== boot || gap.class !== of || stateOf(row, gap.index) === STATE.done) continue;
      if (!gap.ranges.some(isAsked)) continue;
      told.push(...gap.ranges);
      shelf.rows.mark(row, gap.index, STATE.unsent);
      row.isAsked = true;
      row.receiptedAt = null;
      keepAgain(shelf, row.boot, row.first);
    }
  return told;
}
