import { DatabaseSync, type StatementSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import type { Json } from "../../measure/decision.ts";
import {
  DiskError,
  faultIn,
  type Cabinet,
  type Contents,
  type DiskFault,
  type KnownBoot,
  type Write,
} from "./cabinet.ts";
import type { Loss } from "./losses.ts";
import { PAGE_BYTES, type Row } from "./row.ts";
import { openSealed, sealLines } from "./sealing.ts";

/** Of the tables below. */
const FORMAT = 3;
/** Pages of the journal before they go into the database: half a MB; after a long transaction it is cut to twice that. */
const JOURNAL_PAGES = 1_000;
/** SQLite's primary result codes (sqlite.org/rescode.html). */
const FULL = 13;
const ROTTEN = [11, 26];
/** Node's word for a number of the file that no number of JavaScript holds: none was written, so a bit of it flipped. */
const TOO_LARGE = "ERR_OUT_OF_RANGE";
const NOTES = { boot: "boot/", loss: "loss/", document: "document/", row: "row/" } as const;
const ROW_COLUMNS = "id, class, boot, first, last, count, level, mayBeSent, untilMs, cost";
const MARKS = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?";
/** As SQLite keeps their text (sqlite.org/schematab.html), so that a flipped bit in it is seen. */
const TABLES: readonly string[] = [
  `CREATE TABLE row (id integer primary key, class, boot, first, last, count, level, mayBeSent, untilMs, cost,
    headSum, dataSum, data blob)`,
  "CREATE TABLE note (name text primary key, sum, json text) without rowid",
];

type Statements = Readonly<
  Record<"begin" | "commit" | "rollback" | "put" | "drop" | "read" | "note" | "forget", StatementSync>
>;

/** One SQLite file, in write-ahead mode and flushed at each commit. Constructor and methods throw {@link DiskError}. */
export class Database implements Cabinet {
  readonly #db: DatabaseSync;
  readonly #do: Statements;

  /** `isNew`: there was no file, so an empty one is no loss. ":memory:" for a disk in simulated time. */
  constructor(path: string, isNew: boolean) {
    this.#db = guarded(() => new DatabaseSync(path));
    try {
      guarded(() => this.#prepareFile(isNew));
      this.#do = guarded(() => statements(this.#db));
    } catch (cause) {
      this.#db.close();
      throw cause;
    }
  }

  /** Everything, checked: structure by SQLite, each header and note by its sum. What rows hold is checked when read. */
  contents(): Contents {
    return guarded(() => {
      const check = this.#db.prepare("pragma quick_check(1)").get();
      if (check?.["quick_check"] !== "ok") throw rotten(`quick_check: ${String(check?.["quick_check"])}`);
      const rows = this.#db.prepare(`select ${ROW_COLUMNS}, headSum from row order by id`).all();
      const notes = this.#db.prepare("select name, sum, json from note").all();
      const found = new Map(rows.map(rowFrom).map((row) => [row.id, row]));
      const rest = notes.filter((note) => !takeBeside(found, note));
      return { ...contentsOf(rest), rows: [...found.values()] };
    });
  }

  seal(lines: readonly string[]): Uint8Array {
    return sealLines(lines);
  }

  write(write: Write): void {
    guarded(() => {
      this.#do.begin.run();
      try {
        this.#writeAll(write);
        this.#do.commit.run();
      } catch (cause) {
        this.#undo();
        throw cause;
      }
    });
  }

  read(id: number): readonly string[] | null {
    try {
      const found = guarded(() => this.#do.read.get(id));
      const data = found?.["data"];
      return data instanceof Uint8Array && crc32(data) === found?.["dataSum"] ? openSealed(data) : null;
    } catch (cause) {
      if (faultIn(cause).cause === "corrupt") return null;
      throw cause;
    }
  }

  close(): void {
    this.#db.close();
  }

  #prepareFile(isNew: boolean): void {
    const pragmas = [
      `page_size = ${PAGE_BYTES}`,
      "locking_mode = exclusive",
      "journal_mode = wal",
      "synchronous = full",
      `wal_autocheckpoint = ${JOURNAL_PAGES}`,
      `journal_size_limit = ${2 * JOURNAL_PAGES * PAGE_BYTES}`,
    ];
    for (const pragma of pragmas) this.#db.exec(`pragma ${pragma}`);
    const format = this.#db.prepare("pragma user_version").get()?.["user_version"];
    if (format === 0 && isNew) this.#db.exec(`begin; ${TABLES.join(";")}; pragma user_version = ${FORMAT}; commit;`);
    else if (format !== FORMAT) throw rotten(`format ${String(format)} instead of ${FORMAT}`);
    this.#checkTables();
  }

  #checkTables(): void {
    const found = this.#db.prepare("select sql from sqlite_schema order by rowid").all();
    const text = found.map(({ sql }) => sql).join(";");
    if (text !== TABLES.join(";")) throw rotten(`the tables are not ours: ${text}`);
  }

  #writeAll({ rows, rowsGone, boots, bootsGone, losses, lossesGone, documents }: Write): void {
    for (const id of rowsGone) {
      this.#do.drop.run(id);
      this.#do.forget.run(NOTES.row + String(id));
    }
    for (const { row, sealed } of rows) {
      const { id, boot, first, last, count, level, untilMs, cost } = row;
      const mayBeSent = row.mayBeSent ? 1 : 0;
      const values = [id, row.class, boot, first, last, count, level, mayBeSent, untilMs, cost];
      this.#do.put.run(...values, crc32(values.join("/")), crc32(sealed), sealed);
      const { seqs, gaps } = row;
      if (seqs !== null || gaps.length > 0) this.#note(NOTES.row + String(id), { seqs, gaps });
    }
    for (const boot of boots) this.#note(NOTES.boot + boot.boot, boot);
    for (const { id, boot, class: of, reason, from, to } of losses)
      this.#note(NOTES.loss + String(id), [boot, of, reason, from, to]);
    for (const [name, value] of documents) this.#note(NOTES.document + name, value);
    for (const boot of bootsGone) this.#do.forget.run(NOTES.boot + boot);
    for (const id of lossesGone) this.#do.forget.run(NOTES.loss + String(id));
  }

  #note(name: string, value: Json): void {
    const json = JSON.stringify(value);
    this.#do.note.run(name, crc32(name + json), json);
  }

  /** A transaction that failed has mostly ended by itself. */
  #undo(): void {
    if (this.#db.isTransaction) this.#do.rollback.run();
  }
}

const statements = (db: DatabaseSync): Statements => ({
  begin: db.prepare("begin immediate"),
  commit: db.prepare("commit"),
  rollback: db.prepare("rollback"),
  put: db.prepare(`insert into row values (${MARKS})`),
  drop: db.prepare("delete from row where id = ?"),
  read: db.prepare("select dataSum, data from row where id = ?"),
  note: db.prepare("insert or replace into note values (?, ?, ?)"),
  forget: db.prepare("delete from note where name = ?"),
});

type Found = Record<string, unknown>;

function rowFrom({ headSum, ...found }: Found): Row {
  if (crc32(Object.values(found).join("/")) !== headSum) throw rotten(`the header of row ${String(found["id"])}`);
  return { ...(found as unknown as Row), mayBeSent: found["mayBeSent"] === 1, seqs: null, gaps: [] };
}

/** What stands beside a row: false: it is another note. */
function takeBeside(rows: Map<number, Row>, { name, sum, json }: Found): boolean {
  const text = String(name);
  if (!text.startsWith(NOTES.row)) return false;
  if (crc32(text + String(json)) !== sum) throw rotten(`the note ${text}`);
  const id = Number(text.slice(NOTES.row.length));
  const row = rows.get(id);
  if (row !== undefined) rows.set(id, { ...row, ...(JSON.parse(String(json)) as Pick<Row, "seqs" | "gaps">) });
  return true;
}

/** After months offline losses are tens of thousands: each note is looked at once, and nothing is copied for it. */
function contentsOf(notes: readonly Found[]): Omit<Contents, "rows"> {
  const [boots, losses]: [KnownBoot[], Loss[]] = [[], []];
  const documents = new Map<string, Json>();
  for (const { name, sum, json } of notes) {
    if (typeof name !== "string" || typeof json !== "string" || crc32(name + json) !== sum)
      throw rotten(`the note ${String(name)}`);
    const value = JSON.parse(json) as Json;
    if (name.startsWith(NOTES.document)) documents.set(name.slice(NOTES.document.length), value);
    else if (name.startsWith(NOTES.boot)) boots.push(value as KnownBoot);
    else losses.push(lossFrom(Number(name.slice(NOTES.loss.length)), value));
  }
  return { boots, losses, documents };
}

/** Five words without their names: 102 bytes stay in the page of their neighbours, and one more takes a page of its own. */
function lossFrom(id: number, value: Json): Loss {
  const [boot, of, reason, from, to] = value as [Loss["boot"], Loss["class"], Loss["reason"], number, number];
  return { id, boot, class: of, reason, from, to };
}

const rotten = (detail: string): DiskError => new DiskError({ cause: "corrupt", detail });

function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw cause instanceof DiskError ? cause : new DiskError(faultOf(cause));
  }
}

/** A mistake of ours is no fault of the disk. */
function faultOf(cause: unknown): DiskFault {
  const { errcode, code, message } = cause as Readonly<{ errcode?: number; code?: string; message?: string }>;
  if (code === TOO_LARGE) return rotten(message ?? code).fault;
  if (errcode === undefined) throw cause;
  const primary = errcode & 0xff;
  const detail = `SQLite ${errcode}: ${message ?? "no reason given"}`;
  return { cause: primary === FULL ? "full" : ROTTEN.includes(primary) ? "corrupt" : "failing", detail };
}
