import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import type { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sql } from "../../device/backend/database/sql.ts";
import { Postgres } from "../../device/backend/database/postgres.ts";
import { NEED_POLICY } from "../../device/backend/database/receipt.ts";
import { SEQUENCES_KEPT_MAX, SqlRecords } from "../../device/backend/database/sql-records.ts";
import { Sqlite } from "../../device/backend/database/sqlite.ts";
import { openDatabase } from "../../device/backend/database/open.ts";
import { until } from "../link/link-process.ts";
import { needs } from "../setup/programs.ts";
import { databaseSuite } from "./database-suite.ts";
import { startPostgres, withClient, type PostgresServer } from "./postgres.ts";
import { BOOT, facts, record, sequence, START_MS } from "./said.ts";

/** Of a device whose maker makes up boots, and of one that is what it says. */
async function keptOf(sql: Sql): Promise<{ readonly hostile: number; readonly watermark: number | undefined }> {
  const database = await SqlRecords.open(sql, "stockholm");
  await database.store(facts([record(1)], "lamp-2"), START_MS - 1);
  const boot = (at: number): string => at.toString(16).padStart(16, "0");
  for (const [from, to] of [
    [0, SEQUENCES_KEPT_MAX - 1],
    [SEQUENCES_KEPT_MAX, SEQUENCES_KEPT_MAX + 99],
  ] as const) {
    const made = sequence(from, to).map((at) => record(1, { boot: boot(at) }));
    await database.store(facts(made), START_MS + from);
  }
  const count = "SELECT count(*) AS n FROM progress WHERE device = 'lamp-1'";
  const [row] = await sql.transaction((query) => query(count));
  const watermark = (await database.receipt("lamp-2", START_MS)).watermark[BOOT]?.["2"];
  await database.close();
  return { hostile: Number(row?.["n"]), watermark };
}

describe("records in SQLite", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-records-"));
  let files = 0;
  const fresh = () => join(folder, `${(files += 1)}.db`);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  databaseSuite(() => openDatabase(fresh(), "stockholm"));

  it("R1: are there after a restart", async () => {
    const file = fresh();
    const before = await openDatabase(file, "stockholm");
    await before.store(facts([record(1), record(2)]), START_MS);
    await before.close();
    const again = await openDatabase(file, "stockholm");
    expect(await again.store(facts([record(2), record(3)]), START_MS)).toMatchObject({ records: 1, doubles: 1 });
    expect((await again.receipt("lamp-1", START_MS)).watermark).toEqual({ [BOOT]: { "2": 3 } });
    await again.close();
  });

  it("R1: take nothing any more where their file was moved or deleted, until it is back", async () => {
    const file = fresh();
    const database = await openDatabase(file, "stockholm");
    await database.store(facts([record(1)]), START_MS);
    renameSync(file, `${file}.old`);
    await expect(database.store(facts([record(2)]), START_MS)).rejects.toThrow("its file was moved or deleted");
    writeFileSync(file, "");
    await expect(database.store(facts([record(2)]), START_MS)).rejects.toThrow("its file was moved or deleted");
    renameSync(`${file}.old`, file);
    expect(await database.store(facts([record(2)]), START_MS)).toMatchObject({ records: 1 });
    await database.close();
  });

  it("S3: of a device that makes up boots no more than a thousand sequences are looked at", async () => {
    const sqlite = new Sqlite(fresh());
    let most = 0;
    const counted: Sql = {
      words: sqlite.words,
      close: () => sqlite.close(),
      transaction: (work) =>
        sqlite.transaction((query) =>
          work(async (text, values) => {
            const rows = await query(text, values);
            if (text.includes("FROM progress")) most = Math.max(most, rows.length);
            return rows;
          }),
        ),
    };
    const database = await SqlRecords.open(counted, "stockholm");
    const boot = (at: number): string => at.toString(16).padStart(16, "0");
    await database.store(facts(sequence(1, 1_500).map((at) => record(1, { boot: boot(at) }))), START_MS);
    await database.receipt("lamp-1", START_MS);
    expect(most).toBe(1_000);
    await database.close();
  });

  it("are stored with few questions to the database, however many devices they are of", async () => {
    const sqlite = new Sqlite(fresh());
    let asked = 0;
    const counted: Sql = {
      words: sqlite.words,
      close: () => sqlite.close(),
      transaction: (work) =>
        sqlite.transaction((query) =>
          work((text, values) => {
            asked += 1;
            return query(text, values);
          }),
        ),
    };
    const database = await SqlRecords.open(counted, "stockholm");
    const ofAll = (seq: number) => sequence(1, 1_000).flatMap((at) => facts([record(seq)], `lamp-${at}`));
    await database.store(ofAll(1), START_MS);
    asked = 0;
    await database.store(ofAll(2), START_MS);
    expect(asked).toBeLessThan(20);
    await database.close();
  });

  it("S3: of a device that makes up boots some are kept, of another all", async () => {
    const { hostile, watermark } = await keptOf(new Sqlite(fresh()));
    expect(hostile).toBeLessThanOrEqual(SEQUENCES_KEPT_MAX);
    expect(watermark).toBe(1);
  });

  it("R1: go on when the thread that writes has died in a transaction, and half of that is not there", async () => {
    const threads: Worker[] = [];
    const note = (thread: Worker): void => void threads.push(thread);
    process.on("worker", note);
    const sqlite = new Sqlite(fresh());
    const database = await SqlRecords.open(sqlite, "stockholm");
    try {
      const half = sqlite.transaction(async (query) => {
        const columns = "tenant, device, boot, class, boot_count, watermark, islands, moved_ms, touched_ms";
        await query(`INSERT INTO progress (${columns}) VALUES ('stockholm', 'lamp-1', '${BOOT}', 2, 1, 9, '[]', 1, 1)`);
        await threads.at(-1)?.terminate();
        await query("SELECT 1").catch(() => undefined);
        await query("UPDATE progress SET watermark = 10");
      });
      await expect(half).rejects.toThrow(/\.db: it is closed/);
      expect(await database.store(facts([record(1)]), START_MS)).toMatchObject({ records: 1 });
      expect((await database.receipt("lamp-1", START_MS)).watermark).toEqual({ [BOOT]: { "2": 1 } });
      expect(threads.length).toBe(2);
    } finally {
      process.off("worker", note);
      await database.close();
    }
  });

  it("name the file when it cannot be opened", async () => {
    await expect(openDatabase(join(folder, "no/such/folder.db"), "stockholm")).rejects.toThrow(/folder\.db/);
  });
});

needs("postgres")("records in PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 30_000);
  afterAll(() => server.stop());

  databaseSuite(async () => openDatabase(await server.newDatabase(), "stockholm"));

  it("S3: of a device that makes up boots some are kept, of another all", async () => {
    const { hostile, watermark } = await keptOf(new Postgres(await server.newDatabase()));
    expect(hostile).toBeLessThanOrEqual(SEQUENCES_KEPT_MAX);
    expect(watermark).toBe(1);
  });

  it("R1: are locked in the order of bytes, as those who store do it, whatever language the database was made in", async () => {
    const url = await server.newDatabase("LOCALE_PROVIDER icu ICU_LOCALE 'en' TEMPLATE template0");
    const database = await openDatabase(url, "stockholm");
    const names = ["ab", "a-z", "a_b", "a1"];
    for (const name of names) await database.store(facts([record(1), record(3)], name), START_MS);
    const asked = await database.askAgain(NEED_POLICY, START_MS + NEED_POLICY.afterMs);
    expect(asked).toEqual([...names].sort());
    await database.close();
  });

  it("S3: can be asked for what is in them, whatever letters a device wrote", async () => {
    const url = await server.newDatabase();
    const database = await openDatabase(url, "stockholm");
    const said = [" \u0000", "\ud800", "\udc00 \ud83d\udca1", "\\u0000"];
    const made = said.map((text, at) => ({ ...record(at + 1), values: { text } }));
    await database.store(facts(made), START_MS);
    await database.close();
    const text = "SELECT record->'values'->>'text' AS text FROM records ORDER BY seq";
    const { rows } = await withClient(url, (client) => client.query(text));
    expect(rows).toEqual([
      { text: " \ufffd" },
      { text: "\ufffd" },
      { text: "\ufffd \ud83d\udca1" },
      { text: "\\u0000" },
    ]);
  });

  it.each([
    ["off", "on"],
    ["remote_apply", "remote_apply"],
  ])("R1: are on disk when that is said, also where the database has synchronous_commit = %s", async (has, takes) => {
    const url = await server.newDatabase();
    const name = new URL(url).pathname.slice(1);
    await withClient(url, (client) => client.query(`ALTER DATABASE ${name} SET synchronous_commit = ${has}`));
    const postgres = new Postgres(url);
    const rows = await postgres.transaction((query) => query("SHOW synchronous_commit"));
    await postgres.close();
    expect(rows).toEqual([{ synchronous_commit: takes }]);
  });

  it("are kept where every letter can be, and nowhere else: one that cannot would hold up all others", async () => {
    const kept = async (encoding: string): Promise<number> => {
      const url = await server.newDatabase(`TEMPLATE template0 ENCODING '${encoding}' LOCALE 'C'`);
      const database = await openDatabase(url, "stockholm");
      const { records } = await database.store(facts([{ ...record(1), values: { text: "5 € ≥ å" } }]), START_MS);
      await database.close();
      return records;
    };
    expect([await kept("UTF8"), await kept("SQL_ASCII")]).toEqual([1, 1]);
    await expect(kept("LATIN1")).rejects.toThrow("its letters are LATIN1. Make one with CREATE DATABASE");
  });

  it("R1: are opened beside a receiver that is storing, and neither ends the other", async () => {
    const url = await server.newDatabase();
    await (await openDatabase(url, "stockholm")).close();
    await withClient(url, async (storing) => {
      await storing.query("BEGIN; LOCK TABLE progress IN ROW EXCLUSIVE MODE");
      const opening = openDatabase(url, "stockholm");
      // In a transaction of its own each time: within one, who is connected stays as it was.
      const waiting = () => withClient(url, (looking) => pidsIn(looking, "wait_event_type = 'Lock'"));
      await until("it waits", async () => (await waiting()).length === 1);
      for (const next of ["records", "devices"]) await storing.query(`LOCK TABLE ${next} IN ROW EXCLUSIVE MODE`);
      await storing.query("COMMIT");
      await (await opening).close();
    });
  });

  it("R1: that dies in the midst of a transaction is an answer, and no end of the receiver", async () => {
    const url = await server.newDatabase();
    const database = await openDatabase(url, "stockholm");
    const unheard: Error[] = [];
    const hear = (cause: Error): void => void unheard.push(cause);
    process.on("uncaughtException", hear);
    try {
      await withClient(url, async (other) => {
        other.on("error", () => undefined);
        await other.query("BEGIN; LOCK TABLE progress IN ACCESS EXCLUSIVE MODE");
        const storing = database.store(facts([record(1)]), START_MS).catch((cause: unknown) => String(cause));
        await until("it waits", async () => (await pidsIn(other, "wait_event_type = 'Lock'")).length === 1);
        // Without a word, as a machine goes; PostgreSQL then ends all others too.
        for (const pid of await pidsIn(other, "wait_event_type = 'Lock'")) process.kill(pid, "SIGKILL");
        expect(await storing).toContain("terminated");
      }).catch(() => undefined);
      const again = () => database.store(facts([record(1)]), START_MS).catch(() => null);
      await until("it is back", async () => (await again()) !== null);
      expect((await database.receipt("lamp-1", START_MS)).watermark).toEqual({ [BOOT]: { "2": 1 } });
      expect(unheard).toEqual([]);
    } finally {
      process.off("uncaughtException", hear);
      await database.close();
    }
  }, 20_000);

  it("R1: of two receivers side by side: no watermark goes back or above what is there, none is lost or doubled", async () => {
    const url = await server.newDatabase();
    const [one, other] = await Promise.all([openDatabase(url, "stockholm"), openDatabase(url, "stockholm")]);
    const shuffled = sequence(1, 600).sort((left, right) => ((left * 7_919) % 601) - ((right * 7_919) % 601));
    let highest = 0;
    const feed = async (database: typeof one, seqs: readonly number[]): Promise<void> => {
      for (let at = 0; at < seqs.length; at += 10) {
        const batch = seqs.slice(at, at + 10).flatMap((seq) => facts([record(seq)], `lamp-${(seq % 3) + 1}`));
        const all = seqs.slice(at, at + 10).map((seq) => record(seq));
        await database.store([...batch, ...facts(all, "lamp-9")], START_MS);
        const seen = (await database.receipt("lamp-9", START_MS)).watermark[BOOT]?.["2"] ?? 0;
        const [row] = (
          await withClient(url, (client) =>
            client.query("SELECT count(*)::int AS n FROM records WHERE device = 'lamp-9' AND seq <= $1", [seen]),
          )
        ).rows as { n: number }[];
        expect(row?.n).toBe(seen);
        highest = Math.max(highest, seen);
        expect((await database.receipt("lamp-9", START_MS)).watermark[BOOT]?.["2"] ?? 0).toBeGreaterThanOrEqual(
          highest,
        );
      }
    };
    await Promise.all([feed(one, shuffled.slice(0, 400)), feed(other, shuffled.slice(200).reverse())]);
    expect((await one.receipt("lamp-9", START_MS)).watermark).toEqual({ [BOOT]: { "2": 600 } });
    const { rows } = await withClient(url, (client) =>
      client.query("SELECT count(*)::int AS n FROM records WHERE device = 'lamp-9'"),
    );
    expect(rows).toEqual([{ n: 600 }]);
    await Promise.all([one.close(), other.close()]);
  }, 30_000);
});

async function pidsIn(client: pg.Client, which: string): Promise<number[]> {
  const words = `SELECT pid FROM pg_stat_activity WHERE application_name = 'gaturum receive' AND ${which}`;
  return ((await client.query(words)).rows as { pid: number }[]).map(({ pid }) => pid);
}
