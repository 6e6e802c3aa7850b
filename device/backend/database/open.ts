import type { RecordsDatabase } from "../records-database.ts";
import { WrongUse } from "../access.ts";
import { SqlRecords } from "./sql-records.ts";

export const isPostgres = (where: string) => /^postgres(?:ql)?:\/\//i.test(where);

/**
 * `where`: `postgres://…`, which several receivers may share, or a file for one, made where there is none. Rejects with the
 * place and the database's own words.
 */
export async function openDatabase(where: string, tenant: string): Promise<RecordsDatabase> {
  if (!isPostgres(where)) {
    // Not told as it was written: it may hold a password.
    const [, scheme] = /^(?!file:)([a-z][a-z\d+.-]*):\/\//i.exec(where) ?? [];
    if (scheme !== undefined)
      throw new WrongUse(`--database ${scheme}://…: no database of ours. Name a file, or postgres://…`);
    const { Sqlite } = await import("./sqlite.ts");
    return SqlRecords.open(new Sqlite(where), tenant);
  }
  const { Postgres } = await import("./postgres.ts");
  try {
    return await SqlRecords.open(new Postgres(where), tenant);
  } catch (cause) {
    throw new Error(`${placeOf(where)}: ${problemOf(cause)}`, { cause });
  }
}

/** For a log: without user, password and options. Where they cannot be told from the rest, nothing of it. */
export function placeOf(where: string): string {
  if (!isPostgres(where)) return where;
  const url = URL.parse(where);
  const isClear = url !== null && !url.pathname.includes("@") && (url.username !== "" || !where.includes("@"));
  return isClear ? `${url.protocol}//${url.host}${url.pathname}` : "PostgreSQL";
}

function problemOf(cause: unknown): string {
  // What fails on each of a name's addresses has a list and no words of its own.
  const [first] = cause instanceof AggregateError ? (cause.errors as unknown[]) : [cause];
  return first instanceof Error ? first.message : String(first);
}
