import type { DeviceRecord } from "../../contract/record.ts";
import type { Json, RecordClass, Values } from "../../measure/decision.ts";
import type { Instant } from "../../measure/time.ts";
import type { Draft } from "../outbox/outbox.ts";
import { Boots } from "./boots.ts";
import { DiskError, faultIn, type Cabinet, type Contents } from "./cabinet.ts";
import { Losses, type GapReason } from "./losses.ts";
import { neverBack } from "./never-back.ts";
import { Rows } from "./rows.ts";
import { costOf, isOver, onShelf, ROW_IDS, ROW_RECORDS_MAX, seqsOf } from "./row.ts";
import type { Level, Shelved, ToldGap } from "./row.ts";
import type { Change } from "./store.ts";
import { Unread } from "./unread.ts";

export const CLASSES: readonly RecordClass[] = [0, 1, 2];

type Stamp = Pick<Draft, "ts" | "uptimeMs" | "timeQuality" | "timeErrorMs">;
const NO_LOSSES = { put: [], gone: [] };
export type ShelfParts = {
  /** null: in memory alone, as long as this process. */
  readonly cabinet: Cabinet | null;
  readonly found: Contents;
  /** 16 random hex digits, new at each start. */
  readonly boot: string;
  /** Starts that the disk does not know of. */
  readonly startsBefore: number;
  readonly now: Instant;
};

/**
 * Records in the order of their commitment, the losses among them, and documents. `write` alone touches the disk, and
 * throws `DiskError` where it takes nothing: all of it is then held, and written by a later call.
 */
export class Shelf {
  readonly rows: Rows;
  readonly losses: Losses;
  readonly boots: Boots;
  readonly unread: Unread;
  readonly openedAt: Instant;
  /** What is added from now on may be sent at once, and is never merged. */
  connected = false;
  #cabinet: Cabinet | null;
  readonly #documents: Map<string, Json>;
  readonly #dirty = new Set<string>();
  #stamp: Stamp;

  constructor({ cabinet, found, boot, startsBefore, now }: ShelfParts) {
    this.#cabinet = cabinet;
    this.rows = new Rows(found.rows);
    this.losses = new Losses(found.losses);
    this.boots = new Boots(found.boots, boot, startsBefore);
    this.unread = new Unread(now);
    this.openedAt = now;
    this.#documents = new Map(found.documents);
    this.#stamp = { ts: null, uptimeMs: now, timeQuality: "none", timeErrorMs: null };
    this.#closeOlder(found);
  }

  document(name: string): Json | undefined {
    return this.#documents.get(name);
  }

  setDocument(name: string, value: Json): void {
    this.#documents.set(name, neverBack(name, this.#documents.get(name), value));
    this.#dirty.add(name);
  }

  /** Gives each record its place; in the rows that come back they are sealed. */
  add(changes: readonly Change[]): readonly Shelved[] {
    for (const { documents = {} } of changes)
      for (const [name, value] of Object.entries(documents)) this.setDocument(name, value);
    const drafts = changes.flatMap(({ records = [] }) => records);
    const last = drafts.at(-1);
    if (last !== undefined) {
      const { ts, uptimeMs, timeQuality, timeErrorMs } = last;
      this.#stamp = { ts, uptimeMs, timeQuality, timeErrorMs };
    }
    return CLASSES.flatMap((of) => this.#shelve(drafts.filter((draft) => draft.class === of)));
  }

  /** Makes gaps of all losses that wait to be told. */
  tellLosses(): readonly Shelved[] {
    return this.losses.size === 0 ? [] : this.#tell("gap", this.losses.tell());
  }

  /** Something waits to be written that is not a mere deletion. */
  get owes(): boolean {
    return (this.#dirty.size > 0 || this.rows.unwritten.size > 0) && this.#cabinet !== null;
  }
  get owesDocuments(): boolean {
    return this.#dirty.size > 0;
  }

  /**
   * What is not yet on disk, in one transaction. Essentials: documents, class 0, what is gone and lost. While a thinned row
   * is held back by that, so is all that tells of losses, for the rows in whose place it stands are still on disk.
   */
  write(what: "all" | "essentials" = "all"): void {
    if (this.#cabinet === null) {
      this.rows.gone.clear();
      return;
    }
    const { unwritten } = this.rows;
    const lossesWait = what === "essentials" && [...unwritten].some(({ level }) => level > 0);
    const isWritten = (row: Shelved): boolean => row.class === 0 && !(lossesWait && row.gaps.length > 0);
    const rows = what === "all" ? [...unwritten] : [...unwritten].filter(isWritten);
    const gone = lossesWait ? [] : [...this.rows.gone];
    const losses = lossesWait ? NO_LOSSES : this.losses.changes();
    const counts = [rows.length, gone.length, losses.put.length, losses.gone.length, this.#dirty.size];
    if (counts.every((count) => count === 0)) return;
    const boots = this.boots.changes();
    this.#cabinet.write({
      rows: rows.map((row) => ({ row, sealed: sealedOf(row) })),
      rowsGone: gone,
      boots: boots.put,
      bootsGone: boots.gone,
      losses: losses.put,
      lossesGone: losses.gone,
      documents: new Map([...this.#dirty].map((name) => [name, this.#documents.get(name) ?? null])),
    });
    this.rows.written(rows, gone);
    if (!lossesWait) this.losses.written();
    this.boots.written();
    this.#dirty.clear();
  }

  /** What the disk holds is rotten: a new cabinet gets all that memory has, and the rest is lost and told. */
  moveTo(cabinet: Cabinet): void {
    this.#cabinet = cabinet;
    for (const row of this.rows.all()) if (row.held === null) this.lose(row, "corrupt");
    this.rows.gone.clear();
    this.losses.forgetWritten();
    this.boots.forgetWritten();
    for (const name of this.#documents.keys()) this.#dirty.add(name);
  }

  /** A disk that could not be opened at start can be now: what it holds is older than all that memory has. */
  adopt(cabinet: Cabinet, found: Contents): void {
    this.#cabinet = cabinet;
    this.rows.adopt(found.rows);
    for (const { boot, class: of, reason, from, to } of found.losses) this.losses.add(boot, of, reason, from, to);
    this.losses.forgetWritten(found.losses.map(({ id }) => id));
    for (const [name, value] of found.documents) {
      const own = this.#documents.get(name);
      this.#documents.set(name, own === undefined ? value : neverBack(name, value, own));
    }
    this.boots.adopt(found.boots);
    this.#closeOlder(found);
  }

  close(): void {
    this.#cabinet?.close();
  }

  /** Its records will not come: of those that the city may not have, a gap tells. What a lost gap told is told anew. */
  lose(row: Shelved, reason: GapReason): void {
    const isMissed = (index: number): boolean => !isOver(row, index);
    for (const [index, seq] of seqsOf(row).entries()) {
      if (!isMissed(index)) continue;
      if (reason === "full" && row.level > 0) this.losses.displace(row.boot, row.class, seq);
      else this.losses.add(row.boot, row.class, reason, seq, seq);
    }
    for (const gap of row.gaps)
      if (isMissed(gap.index))
        for (const [from, to] of gap.ranges) this.losses.add(gap.boot, gap.class, gap.reason, from, to);
    this.drop(row);
  }

  drop(row: Shelved): void {
    this.rows.drop(row);
    this.unread.forget(row);
    this.boots.mustBeWritten(row.boot);
  }

  /** Puts `kept` in the place of rows that were never sent; `gone` are the `seq` that went into them. */
  replace(rows: readonly Shelved[], kept: readonly DeviceRecord[], gone: readonly number[], level: Level): void {
    const [oldest] = rows;
    if (oldest === undefined) return;
    for (const seq of gone) this.losses.add(oldest.boot, oldest.class, "downsampled", seq, seq);
    const places = rows.map(({ id }) => id);
    for (let from = 0; from < kept.length; from += ROW_IDS) {
      const id = places.shift();
      if (id !== undefined) this.rows.replace(this.#sealed(id, kept.slice(from, from + ROW_IDS), level, false));
    }
    for (const row of rows) if (places.includes(row.id)) this.drop(row);
  }

  /** null: what is on disk is not what was written. "unread": the disk does not read it now, and is asked again. */
  linesOf(row: Shelved): readonly string[] | "unread" | null {
    if (row.held !== null || this.#cabinet === null) return row.held?.lines ?? null;
    if (!this.unread.isDue(row)) return "unread";
    try {
      const lines = this.#cabinet.read(row.id);
      this.unread.isRead(row);
      return lines;
    } catch (cause) {
      return this.unread.failed(row, faultIn(cause)) ? null : "unread";
    }
  }

  /** The city is told how far each older boot came. */
  #closeOlder({ rows }: Contents): void {
    for (const row of rows) this.boots.reached(row.boot, row.class, row.last);
    for (const { boot, last } of this.boots.close()) {
      const reached = CLASSES.filter((of) => last[of] > 0);
      this.#tell(
        "closed",
        reached.map((of) => ({ boot, class: of, last: last[of] })),
      );
    }
    const inUse = new Set(rows.map((row) => row.boot));
    this.boots.forget((boot) => inUse.has(boot));
  }

  #shelve(drafts: readonly Draft[]): readonly Shelved[] {
    const added: Shelved[] = [];
    for (let from = 0; from < drafts.length; from += ROW_RECORDS_MAX) {
      const records = drafts.slice(from, from + ROW_RECORDS_MAX).map((draft) => this.#numbered(draft));
      const row = this.#sealed(this.rows.nextId(), records, 0, this.connected);
      this.rows.add(row);
      added.push(row);
    }
    return added;
  }

  #numbered(draft: Draft): DeviceRecord {
    const { own: boot, ownCount: bootCount } = this.boots;
    if (draft.boot !== boot) throw new Error(`a record of boot ${draft.boot} in the store of boot ${boot}`);
    const seq = (this.boots.last(boot, draft.class) ?? 0) + 1;
    this.boots.reached(boot, draft.class, seq);
    return { ...{ v: 1, boot, bootCount, class: draft.class, seq }, ...draft };
  }

  #sealed(id: number, records: readonly DeviceRecord[], level: Level, mayBeSent: boolean): Shelved {
    const [first] = records;
    const last = records.at(-1);
    if (first === undefined || last === undefined) throw new Error("a row of nothing");
    const lines = records.map((record) => JSON.stringify(record));
    const sealed = this.#cabinet?.seal(lines) ?? null;
    const bytes = sealed?.length ?? lines.reduce((sum, { length }) => sum + length, 0);
    const isWhole = last.seq - first.seq + 1 === records.length;
    const known = { seqs: isWhole ? null : records.map(({ seq }) => seq), gaps: gapsIn(records) };
    const row = {
      ...{ id, class: first.class, boot: first.boot, level, mayBeSent, count: records.length, ...known },
      ...{ first: first.seq, last: last.seq, untilMs: Math.max(...records.map(({ uptimeMs }) => uptimeMs)) },
    };
    return onShelf({ ...row, cost: costOf(bytes, row) }, { lines, sealed });
  }

  #tell(stream: "gap" | "closed", values: readonly Values[]): readonly Shelved[] {
    const { own: boot, ownCount: bootCount } = this.boots;
    return this.#shelve(
      values.map((each) => ({ v: 1, boot, bootCount, class: 0, stream, ...this.#stamp, values: each })),
    );
  }
}

const gapsIn = (records: readonly DeviceRecord[]): readonly ToldGap[] =>
  records.flatMap(({ stream, values }, index) =>
    stream === "gap" ? [{ index, ...(values as Omit<ToldGap, "index">) }] : [],
  );

function sealedOf({ id, held }: Shelved): Uint8Array {
  if (held?.sealed == null) throw new DiskError({ cause: "failing", detail: `row ${id} was never sealed` });
  return held.sealed;
}
