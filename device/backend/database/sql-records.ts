import type { AckMessage } from "../../contract/downlink.ts";
import type { StateMessage } from "../../contract/session.ts";
import type { KnownDevice, RecordsDatabase, Stored } from "../records-database.ts";
import type { Fact } from "../receiver/facts.ts";
import { cameIn, keyOf, newProgress, nextProgress, type Progress } from "./progress.ts";
import { lockProgress, parts, PROGRESS_COLUMNS, progressFrom, writeProgress } from "./progress-rows.ts";
import { COMPLETE_STAYS_MS, nextNeed, receiptOf, type Need, type NeedPolicy } from "./receipt.ts";
import { createTables } from "./schema.ts";
import { places, type Query, type Sql, type SqlRow, type SqlValue } from "./sql.ts";
import { isNewState } from "./state-order.ts";

type RecordFact = Extract<Fact, { is: "record" }>;
const RECORD_COLUMNS = 13;
/** Looked at of one device, those that something came of last: more than a receipt names, and little where somebody makes up boots. Our choice. */
const SEQUENCES_MAX = 1_000;
/** Kept of one device: as many again, so that few new boots are a reason to delete. A device has some boots a year. */
export const SEQUENCES_KEPT_MAX = 2 * SEQUENCES_MAX;
/** Of a sequence whose device may still hold records, or from which something is missing. */
const OPEN = "(islands <> '[]' OR last IS NULL OR watermark < last OR touched_ms > $3)";

/** One tenant's records, in whichever SQL database. */
export class SqlRecords implements RecordsDatabase {
  readonly #sql: Sql;
  readonly #tenant: string;
  readonly group: string | null;

  private constructor(sql: Sql, tenant: string, group: string | null) {
    this.#sql = sql;
    this.#tenant = tenant;
    this.group = group;
  }

  /** Makes the tables where there are none; rejects with the database's own words when it cannot be reached. */
  static async open(sql: Sql, tenant: string): Promise<SqlRecords> {
    try {
      await createTables(sql);
      return new SqlRecords(sql, tenant, await groupOf(sql));
    } catch (cause) {
      await sql.close().catch(() => undefined);
      throw cause;
    }
  }

  store(facts: readonly Fact[], nowMs: number): Promise<Stored> {
    return this.#sql.transaction(async (query) => {
      const records = facts.filter((fact) => fact.is === "record");
      await this.#advance(query, facts, nowMs);
      const added = await this.#insert(query, records, nowMs);
      await this.#tell(query, facts, nowMs);
      const devices = [...new Set(records.map(({ device }) => device))];
      return { records: added, doubles: records.length - added, devices };
    });
  }

  receipt(device: string, nowMs: number): Promise<AckMessage> {
    return this.#sql.transaction(async (query) => {
      const [row] = await query("SELECT need FROM devices WHERE tenant = $1 AND device = $2", [this.#tenant, device]);
      return receiptOf(await this.#progresses(query, device, nowMs), needIn(row), nowMs);
    });
  }

  askAgain(policy: NeedPolicy, nowMs: number): Promise<readonly string[]> {
    return this.#sql.transaction(async (query) => {
      const rows = await query(
        `SELECT device, need FROM devices WHERE tenant = $1 AND (need IS NOT NULL OR device IN
          (SELECT device FROM progress WHERE tenant = $1 AND (moved_ms <= $2 OR moved_ms >= $3)
            AND (islands <> '[]' OR watermark < last)))
          AND (state_ms IS NULL OR ((state_ms <= $2 OR state_ms >= $3) AND status = 'online'))
          ORDER BY device${this.#sql.words.byBytes}${this.#sql.words.forUpdate}`,
        [this.#tenant, nowMs - policy.afterMs, nowMs + policy.afterMs],
      );
      const changed: string[] = [];
      for (const row of rows) {
        const [device, was] = [String(row["device"]), needIn(row)];
        const need = nextNeed(await this.#progresses(query, device, nowMs), was, policy, nowMs);
        if (need === was) continue;
        const text = need === null ? null : JSON.stringify(need);
        await query("UPDATE devices SET need = $1 WHERE tenant = $2 AND device = $3", [text, this.#tenant, device]);
        changed.push(device);
      }
      return changed;
    });
  }

  devices(): Promise<readonly KnownDevice[]> {
    return this.#sql.transaction(async (query) => {
      const rows = await query("SELECT device, state FROM devices WHERE tenant = $1 ORDER BY device", [this.#tenant]);
      return rows.map((row) => ({ device: String(row["device"]), state: stateIn(row) }));
    });
  }

  async forget(device: string): Promise<boolean> {
    const gone = await this.#sql.transaction((query) =>
      query("DELETE FROM devices WHERE tenant = $1 AND device = $2 RETURNING device", [this.#tenant, device]),
    );
    return gone.length > 0;
  }

  close(): Promise<void> {
    return this.#sql.close();
  }

  /** The rows are locked in one order by all receivers, and before anything else. */
  async #advance(query: Query, facts: readonly Fact[], nowMs: number): Promise<void> {
    const came = cameIn(facts);
    const locked = new Map<string, Progress>();
    for (const progress of await lockProgress(query, this.#tenant, came)) locked.set(keyOf(progress), progress);
    const next = came.map((each) => nextProgress(locked.get(keyOf(each)) ?? newProgress(each), each, nowMs));
    await writeProgress(query, this.#tenant, next);
    const begun = next.filter((each) => locked.get(keyOf(each))?.touchedMs === 0);
    for (const device of new Set(begun.map((each) => each.device))) await this.#bound(query, device);
  }

  /** Somebody who speaks for a device and makes up boots fills no table: what was touched longest ago goes. */
  async #bound(query: Query, device: string): Promise<void> {
    const key = [this.#tenant, device];
    const [row] = await query("SELECT count(*) AS n FROM progress WHERE tenant = $1 AND device = $2", key);
    if (Number(row?.["n"]) <= SEQUENCES_KEPT_MAX) return;
    await query(
      `DELETE FROM progress WHERE tenant = $1 AND device = $2 AND (boot, class) NOT IN
        (SELECT boot, class FROM progress WHERE tenant = $1 AND device = $2
          ORDER BY touched_ms DESC, boot_count DESC, boot LIMIT ${SEQUENCES_MAX})`,
      key,
    );
  }

  /** How many were new. */
  async #insert(query: Query, facts: readonly RecordFact[], nowMs: number): Promise<number> {
    let added = 0;
    for (const part of parts(facts)) {
      const values = part.flatMap((fact) => this.#valuesOf(fact, nowMs));
      const rows = await query(
        `INSERT INTO records (tenant, device, boot, class, seq, boot_count, stream, ts, uptime_ms, time_quality, history,
          received_ms, record) VALUES ${places(part.length, RECORD_COLUMNS)} ON CONFLICT DO NOTHING RETURNING seq`,
        values,
      );
      added += rows.length;
    }
    return added;
  }

  #valuesOf({ device, record, history }: RecordFact, nowMs: number): SqlValue[] {
    const { boot, class: of, seq, bootCount, stream, ts, uptimeMs, timeQuality } = record;
    const when = [ts === null ? null : Math.round(ts), uptimeMs, timeQuality, history ? 1 : 0, nowMs] as const;
    return [this.#tenant, device, boot, of, seq, bootCount, stream, ...when, textOf(record)];
  }

  /** States, births and twins, and that a device is there at all. */
  async #tell(query: Query, facts: readonly Fact[], nowMs: number): Promise<void> {
    const told = Map.groupBy(facts, ({ device }) => device);
    const inOrder = [...told].sort(([one], [other]) => (one < other ? -1 : 1));
    for (const part of parts(inOrder)) {
      const rows = part.flatMap(([device]) => [this.#tenant, device]);
      await query(`INSERT INTO devices (tenant, device) VALUES ${places(part.length, 2)} ON CONFLICT DO NOTHING`, rows);
    }
    for (const [device, said] of inOrder) {
      const key = [this.#tenant, device];
      for (const fact of said) {
        if (fact.is === "state") await this.#tellState(query, fact, nowMs);
        else if (fact.is === "birth" || fact.is === "twin") {
          const text = textOf(fact.is === "birth" ? fact.birth : fact.twin);
          await query(`UPDATE devices SET ${fact.is} = $3 WHERE tenant = $1 AND device = $2`, [...key, text]);
        }
      }
    }
  }

  async #tellState(query: Query, { device, state }: Extract<Fact, { is: "state" }>, nowMs: number): Promise<void> {
    const key = [this.#tenant, device];
    const lock = this.#sql.words.forUpdate;
    const [row] = await query(`SELECT state FROM devices WHERE tenant = $1 AND device = $2${lock}`, key);
    if (!isNewState(stateIn(row), state)) return;
    const values = [...key, textOf(state), state.status, nowMs];
    await query("UPDATE devices SET state = $3, status = $4, state_ms = $5 WHERE tenant = $1 AND device = $2", values);
  }

  async #progresses(query: Query, device: string, nowMs: number): Promise<Progress[]> {
    const rows = await query(
      `SELECT ${PROGRESS_COLUMNS} FROM progress WHERE tenant = $1 AND device = $2 AND ${OPEN}
        ORDER BY touched_ms DESC, boot_count DESC, boot LIMIT ${SEQUENCES_MAX}`,
      [this.#tenant, device, nowMs - COMPLETE_STAYS_MS],
    );
    return rows.map(progressFrom);
  }
}

/**
 * As JSON that a database can read again: a NUL and half a letter become U+FFFD. PostgreSQL stores them, and then no query
 * that looks into the column ends well.
 */
const textOf = (said: object) =>
  JSON.stringify(said).replace(/\\(u0000|ud[89a-f]..|.)/g, (all, code: string) => (code.length > 1 ? "\\ufffd" : all));
const jsonIn = (value: SqlValue | undefined): unknown => (typeof value === "string" ? JSON.parse(value) : null);
const needIn = (row: SqlRow | undefined) => jsonIn(row?.["need"]) as Need | null;
const stateIn = (row: SqlRow | undefined) => jsonIn(row?.["state"]) as StateMessage | null;

async function groupOf(sql: Sql): Promise<string | null> {
  const { group } = sql.words;
  if (group === null) return null;
  const [row] = await sql.transaction((query) => query(group));
  return String(row?.["name"]);
}
