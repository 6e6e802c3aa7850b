import pg from "pg";
import type { Query, Sql, SqlRow } from "./sql.ts";

/** One connection stores, one answers beside it. */
const CONNECTIONS = 2;
const CONNECT_MS = 10_000;
/** A transaction of ours takes milliseconds; what takes longer than this hangs, and is tried again. Our choice. */
const STATEMENT_MS = 30_000;
/**
 * Where the database does not wait for its disk, we do: what is committed gets a receipt, and the device lets it go. And row
 * locks keep receivers apart: under a stricter level, which may be the database's own, it refuses one of two that store.
 */
const BEGIN = `BEGIN ISOLATION LEVEL READ COMMITTED; SELECT set_config('synchronous_commit', 'on', true)
  WHERE current_setting('synchronous_commit') = 'off'`;
/** Any number, the same for all receivers: two that start at once must not both make the tables. */
const SCHEMA_LOCK = 671_001;

/** A PostgreSQL that several receivers share. */
export class Postgres implements Sql {
  readonly words = {
    json: "json",
    forUpdate: " FOR UPDATE",
    byBytes: ' COLLATE "C"',
    lockSchema: `SELECT pg_advisory_xact_lock(${SCHEMA_LOCK})`,
    encoding: "SELECT current_setting('server_encoding') AS encoding",
    // Of a copy that was restored elsewhere it is another one.
    group: `SELECT system_identifier || '-' || pg_database.oid || '-' || 'records'::regclass::oid AS name
      FROM pg_control_system(), pg_database WHERE datname = current_database()`,
  };
  readonly #pool: pg.Pool;

  constructor(url: string) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      query_timeout: STATEMENT_MS,
      // A receiver whose machine has gone must not keep its rows from the others.
      idle_in_transaction_session_timeout: STATEMENT_MS,
      keepAlive: true,
      application_name: "gaturum receive",
    });
    // Of a connection that rests; the next query says what is wrong.
    this.#pool.on("error", () => undefined);
  }

  async transaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    // While it is lent out the pool does not listen to it, and an error that nobody hears ends the process.
    const unheard = (): void => undefined;
    client.on("error", unheard);
    const query: Query = async (text, values = []) => {
      const { rows } = await client.query<SqlRow>({ text, values: [...values], types: PLAIN });
      return rows;
    };
    try {
      await client.query(BEGIN);
      const result = await work(query);
      await query("COMMIT");
      client.off("error", unheard);
      client.release();
      return result;
    } catch (cause) {
      // Closed, which undoes it: after a timeout nobody knows where its conversation stands.
      client.release(true);
      throw cause;
    }
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}

/** `bigint` as a number: no count, sequence or time of ours comes near 2^53. Everything else as pg has it. */
const PLAIN: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 ? Number : (pg.types.getTypeParser(oid, format) as TypeParser),
};
type TypeParser = (text: string) => unknown;
