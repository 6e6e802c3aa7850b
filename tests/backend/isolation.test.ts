import { afterAll, beforeAll, expect, it } from "vitest";
import { openDatabase } from "../../device/backend/database/open.ts";
import { needs } from "../setup/programs.ts";
import { startPostgres, withClient, type PostgresServer } from "./postgres.ts";
import { facts, record, START_MS } from "./said.ts";

/** In which two that refuse each other's transactions do so some twenty times. */
const TURNS = 60;

needs("postgres")("a PostgreSQL whose transactions are made stricter", () => {
  let server: PostgresServer;
  beforeAll(async () => void (server = await startPostgres()), 60_000);
  afterAll(() => server.stop(), 30_000);

  it.each(["repeatable read", "serializable"])("%s: receivers side by side do not refuse each other", async (level) => {
    const url = await server.newDatabase();
    const name = new URL(url).pathname.slice(1);
    await withClient(url, (client) =>
      client.query(`ALTER DATABASE ${name} SET default_transaction_isolation = '${level}'`),
    );
    const databases = await Promise.all([openDatabase(url, "stockholm"), openDatabase(url, "stockholm")]);
    const refused: string[] = [];
    const store = (at: number, seq: number) =>
      databases[at]?.store(facts([record(seq)]), START_MS).catch((cause: unknown) => refused.push(String(cause)));
    for (let turn = 0; turn < TURNS; turn += 1) await Promise.all([store(0, 2 * turn + 1), store(1, 2 * turn + 2)]);
    for (const database of databases) await database.close();
    expect(refused).toEqual([]);
  });
});
