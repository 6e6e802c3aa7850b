import type { DeviceRecord } from "../../contract/record.ts";
import type { RecordClass } from "../../measure/decision.ts";
import { CLASSES, type Shelf } from "./shelf.ts";
import { isOnItsWay, type Shelved } from "./row.ts";
import { thin, WINDOWS_S } from "./thin.ts";

/** Bytes on the card for each class; 64 MB with the 4 MB that journal, ballast and documents have (contract, classes). */
export type Quota = readonly [number, number, number];
const MB = 1_048_576;
export const QUOTA: Quota = [8 * MB, 24 * MB, 28 * MB];
/** Rows that are thinned together, never fewer: 17 minutes of a record a second. Our choice: fewer have few windows whole. */
const ROWS_AT_ONCE = 16;

export const isFull = (shelf: Shelf, quota: Quota): boolean => CLASSES.some((of) => shelf.rows.cost(of) > quota[of]);

/** Brings each class back below its quota, and no class for the sake of another. */
export function makeRoom(shelf: Shelf, quota: Quota, neverSent: (row: Shelved) => boolean): void {
  for (const of of CLASSES)
    while (shelf.rows.cost(of) > quota[of]) {
      if (of !== 0 && makeThinner(shelf, of, neverSent)) continue;
      const oldest = oldestToGo(shelf, of);
      if (oldest === undefined) break;
      shelf.lose(oldest, "full");
    }
}

/** First what the city has, which class 0 alone keeps; then what is not on its way, for a gap would tell of it too. */
function oldestToGo(shelf: Shelf, of: RecordClass): Shelved | undefined {
  let oldest: Shelved | undefined;
  let resting: Shelved | undefined;
  for (const row of shelf.rows.of(of)) {
    if (row.receiptedAt !== null) return row;
    oldest ??= row;
    if (!isOnItsWay(row)) resting ??= row;
    if (of !== 0 && resting !== undefined) break;
  }
  return resting ?? oldest;
}

function makeThinner(shelf: Shelf, of: RecordClass, neverSent: (row: Shelved) => boolean): boolean {
  const levels = of === 1 ? ([0] as const) : ([0, 1] as const);
  for (const level of levels) {
    const rows = oldestRun(shelf.rows.of(of), (row) => row.level === level && neverSent(row));
    if (rows.length > 0) return thinned(shelf, rows, level);
  }
  return false;
}

/** Whether that made room: what the disk does not read now cannot be thinned. */
function thinned(shelf: Shelf, rows: readonly Shelved[], level: 0 | 1): boolean {
  const records: DeviceRecord[] = [];
  for (const row of rows) {
    const lines = shelf.linesOf(row);
    if (lines === "unread") return false;
    if (lines === null) {
      shelf.lose(row, "corrupt");
      return true;
    }
    records.push(...lines.map((line) => JSON.parse(line) as DeviceRecord));
  }
  const { kept, gone } = thin(records, WINDOWS_S[level]);
  shelf.replace(rows, kept, gone, level === 0 ? 1 : 2);
  return true;
}

/** The oldest neighbours of one boot that fit, so many or none. */
function oldestRun(rows: Iterable<Shelved>, fits: (row: Shelved) => boolean): readonly Shelved[] {
  const run: Shelved[] = [];
  for (const row of rows) {
    if (!fits(row) || (run[0] !== undefined && run[0].boot !== row.boot)) run.length = 0;
    if (fits(row)) run.push(row);
    if (run.length >= ROWS_AT_ONCE) return run;
  }
  return [];
}
