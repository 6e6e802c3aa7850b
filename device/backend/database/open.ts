import type { RecordsDatabase } from "../records-database.ts";
import { SqlRecords } from "./sql-records.ts";

export const isPostgres = (where: string) => /^postgres(?:ql)?:\/\//.test(where);

/** `where`: `postgres://…`, which several receivers may share, or a file for one. */
export async function openDatabase(where: string, tenant: string): Promise<RecordsDatabase> {
  if (isPostgres(where)) {
    const { Postgres } = await import("./postgres.ts");
    return SqlRecords.open(new Postgres(where), tenant);
  }
  const { Sqlite } = await import("./sqlite.ts");
  return SqlRecords.open(new Sqlite(where), tenant);
}
