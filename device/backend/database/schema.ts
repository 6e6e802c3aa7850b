import type { Query, Sql } from "./sql.ts";

/**
 * The tables, in words that SQLite and PostgreSQL both understand. `record` is the report as it came; `islands`, `state`,
 * `birth`, `twin` and `need` are JSON of ours. Times are epoch ms.
 */
const tables = (json: string): readonly string[] => [
  `CREATE TABLE IF NOT EXISTS progress (
    tenant TEXT NOT NULL, device TEXT NOT NULL, boot TEXT NOT NULL, class INTEGER NOT NULL, boot_count BIGINT NOT NULL,
    watermark BIGINT NOT NULL, islands TEXT NOT NULL, last BIGINT, moved_ms BIGINT NOT NULL, touched_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant, device, boot, class))`,
  "CREATE INDEX IF NOT EXISTS progress_open ON progress (tenant, moved_ms) WHERE islands <> '[]' OR watermark < last",
  `CREATE TABLE IF NOT EXISTS records (
    tenant TEXT NOT NULL, device TEXT NOT NULL, boot TEXT NOT NULL, class INTEGER NOT NULL, seq BIGINT NOT NULL,
    boot_count BIGINT NOT NULL, stream TEXT NOT NULL, ts BIGINT, uptime_ms DOUBLE PRECISION NOT NULL,
    time_quality TEXT NOT NULL, history INTEGER NOT NULL, received_ms BIGINT NOT NULL, record ${json} NOT NULL,
    PRIMARY KEY (tenant, device, boot, class, seq))`,
  "CREATE INDEX IF NOT EXISTS records_by_stream ON records (tenant, device, stream, ts)",
  `CREATE TABLE IF NOT EXISTS devices (
    tenant TEXT NOT NULL, device TEXT NOT NULL, state TEXT, status TEXT, state_ms BIGINT, birth TEXT, twin TEXT, need TEXT,
    PRIMARY KEY (tenant, device))`,
];

/** Encodings of PostgreSQL that take every letter; the second keeps bytes as they are. */
const TAKES_ALL: readonly string[] = ["UTF8", "SQL_ASCII"];

/**
 * An index that is there already still takes its table's lock: in the order in which records are stored, progress first, or
 * a receiver that starts and one that stores wait for each other, and the database ends one of them.
 */
export function createTables(sql: Sql): Promise<void> {
  return sql.transaction(async (query: Query) => {
    const { json, lockSchema, encoding } = sql.words;
    if (encoding !== null) await checkEncoding(query, encoding);
    if (lockSchema !== null) await query(lockSchema);
    for (const table of tables(json)) await query(table);
  });
}

/** One record with a letter that the database does not have would be tried again for ever, and everything behind it. */
async function checkEncoding(query: Query, ask: string): Promise<void> {
  const [row] = await query(ask);
  const found = String(row?.["encoding"]);
  if (!TAKES_ALL.includes(found))
    throw new Error(`its letters are ${found}. Make one with CREATE DATABASE … ENCODING 'UTF8'`);
}
