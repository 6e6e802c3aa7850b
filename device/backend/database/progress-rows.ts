import type { RecordClass } from "../../measure/decision.ts";
import type { SeqRange } from "../../contract/watermark.ts";
import { newProgress, type Progress, type Sequence } from "./progress.ts";
import { places, type Query, type SqlRow, type SqlValue } from "./sql.ts";

export const PROGRESS_COLUMNS =
  "device, boot, class, boot_count, watermark, islands, last, moved_ms, touched_ms" as const;
const INSERT = `INSERT INTO progress (tenant, ${PROGRESS_COLUMNS}) VALUES `;
const CONFLICT = " ON CONFLICT (tenant, device, boot, class) DO UPDATE SET ";
const COLUMNS = 10;
/** Rows of one statement: far below the 32,766 places that SQLite takes. */
const ROWS_MAX = 500;

/** Those rows, made where they are missing, and nobody else's until the transaction ends. In the order that is given. */
export async function lockProgress(
  query: Query,
  tenant: string,
  sequences: readonly Sequence[],
): Promise<readonly Progress[]> {
  const rows: SqlRow[] = [];
  for (const part of parts(sequences)) {
    const values = part.flatMap((sequence) => valuesOf(tenant, newProgress(sequence)));
    const touch = `${CONFLICT} touched_ms = progress.touched_ms RETURNING ${PROGRESS_COLUMNS}`;
    rows.push(...(await query(INSERT + places(part.length, COLUMNS) + touch, values)));
  }
  return rows.map(progressFrom);
}

export async function writeProgress(query: Query, tenant: string, progresses: readonly Progress[]): Promise<void> {
  const set = ["boot_count", "watermark", "islands", "last", "moved_ms", "touched_ms"]
    .map((column) => `${column} = excluded.${column}`)
    .join(", ");
  for (const part of parts(progresses)) {
    const values = part.flatMap((progress) => valuesOf(tenant, progress));
    await query(INSERT + places(part.length, COLUMNS) + CONFLICT + set, values);
  }
}

export function progressFrom(row: SqlRow): Progress {
  return {
    device: String(row["device"]),
    boot: String(row["boot"]),
    class: Number(row["class"]) as RecordClass,
    bootCount: Number(row["boot_count"]),
    watermark: Number(row["watermark"]),
    islands: JSON.parse(String(row["islands"])) as SeqRange[],
    last: row["last"] === null ? null : Number(row["last"]),
    movedMs: Number(row["moved_ms"]),
    touchedMs: Number(row["touched_ms"]),
  };
}

function valuesOf(tenant: string, progress: Progress): SqlValue[] {
  const { device, boot, class: of, bootCount, watermark, islands, last, movedMs, touchedMs } = progress;
  return [tenant, device, boot, of, bootCount, watermark, JSON.stringify(islands), last, movedMs, touchedMs];
}

export function parts<T>(rows: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(rows.length / ROWS_MAX);
  return Array.from({ length: count }, (_, at) => rows.slice(at * ROWS_MAX, (at + 1) * ROWS_MAX));
}
