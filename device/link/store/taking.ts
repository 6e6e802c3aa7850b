import type { DeviceRecord } from "../../contract/record.ts";
import type { Json, RecordClass } from "../../measure/decision.ts";
import type { Instant } from "../../measure/time.ts";
import type { Entry, NeedRange, Watermark } from "../outbox/outbox.ts";
import { KeptWord } from "./host-word.ts";
import { keepAgain, letGoKept } from "./kept.ts";
import type { Range } from "./losses.ts";
import { isOver, ROW_IDS, seqsOf, STATE, stateOf, type Shelved } from "./row.ts";
import { CLASSES, type Shelf } from "./shelf.ts";
import type { DocumentName } from "./store.ts";
import { toldAgain } from "./told.ts";

/** Rows that count as sent ahead of those that were, so that sending seldom has to write. Our choice. */
const CLAIM_AHEAD = 64;
/** Live records handed over at a connect; what is beyond goes as history. Our choice. */
export const LIVE_MAX = 256;
/** Documents of the shelf's own, beside those of link's parts. */
const CLAIMS = "shelf-claims";
const NEED = "shelf-need";
/** Of link's parts the one that this looks into. */
const HOST: DocumentName = "host";
const UTF_8 = new TextEncoder();

/** What the city has of a shelf, what is on its way to it, and what goes next. */
export class Taking {
  /** A gap that no broker took waits. */
  hasWaiting = false;
  readonly #shelf: Shelf;
  readonly #lastSent: [number, number, number] = [0, 0, 0];
  readonly #claims: [number, number, number] = [0, 0, 0];
  readonly #word = new KeptWord();
  #since: Instant | null = null;
  #connection = 0;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
    this.#believe(shelf.document(CLAIMS));
  }

  /** Of a disk that could be opened late: what was sent in an earlier start is sealed. */
  adopt(documents: ReadonlyMap<string, Json>): void {
    for (const of of CLASSES) this.#claims[of] = this.#shelf.rows.placeOf(this.#claims[of]);
    this.#believe(documents.get(CLAIMS));
    this.#shelf.setDocument(CLAIMS, [...this.#claims]);
  }

  #believe(claims: Json | undefined): void {
    if (!Array.isArray(claims)) return;
    for (const of of CLASSES) this.#claims[of] = Math.max(this.#claims[of], Number(claims[of]));
  }

  /** A connection begins; what was told of moments from `since` on is live, and comes back. */
  begin(since: Instant): readonly Entry[] {
    this.release();
    this.#connection += 1;
    this.#since = since;
    this.#shelf.connected = true;
    const recent = CLASSES.flatMap((of) => {
      const rows: Shelved[] = [];
      for (const row of this.#shelf.rows.newestFirst(of)) {
        if (row.boot !== this.#shelf.boots.own || row.untilMs < since) break;
        rows.unshift(row);
      }
      return rows;
    });
    return this.live(recent);
  }

  /** The connection is over: what the broker has not acknowledged is unsent again. */
  release(): void {
    this.#since = null;
    this.#shelf.connected = false;
    for (const row of this.#shelf.rows.all()) this.#reset(row, STATE.taken);
  }

  /** Takes of these what is to be sent live. */
  live(rows: readonly Shelved[]): readonly Entry[] {
    const since = this.#since;
    if (since === null) return [];
    const live: Entry[] = [];
    for (const row of rows)
      live.push(...this.#takeOf(row, LIVE_MAX - live.length, ({ uptimeMs }) => uptimeMs >= since));
    return live;
  }

  /** The next ones to go as history: class 0 before 1 before 2, in each the oldest first. */
  take(recordsMax: number, bytesMax: number): readonly Entry[] {
    const batch: Entry[] = [];
    let bytes = 0;
    // One that is too long for itself goes alone.
    const fits = ({ json }: Entry): boolean => {
      const more = UTF_8.encode(json).length + 1;
      bytes += more;
      return bytes <= bytesMax || bytes === more;
    };
    for (const of of CLASSES)
      for (const row of this.#shelf.rows.of(of)) {
        if (row.unsent === 0) continue;
        batch.push(...this.#takeOf(row, recordsMax - batch.length, () => true, fits));
        if (bytes > bytesMax || batch.length >= recordsMax) return batch;
      }
    return batch;
  }

  /** Records that no broker has, and where the city gives receipts those without one. */
  get waiting(): number {
    const { open, sent } = this.#shelf.rows;
    return this.#receipts === true ? open : open - sent;
  }

  /** The broker has them. That is the end of it without receipts, and where nobody ever said whether there are any. */
  acknowledge(ids: readonly number[], isUnsaid: boolean): void {
    const awaits = this.#receipts ?? !isUnsaid;
    for (const id of ids) this.#settle(id, awaits ? STATE.sent : STATE.done);
  }

  /** What a broker has is let go, unless the city gives receipts: those may be awaited long, and never in vain. */
  letGo(): void {
    if (this.#receipts === true) return;
    for (const row of [...this.#shelf.rows.all()])
      row.states?.forEach((state, index) => {
        if (state === STATE.sent) this.#settle(row.id * ROW_IDS + index, STATE.done);
      });
  }

  /** Unsent again, as history. */
  giveBack(ids: readonly number[]): void {
    for (const id of ids) this.#settle(id, STATE.unsent);
  }

  /**
   * No broker will ever take it: told as a gap. A gap itself is never let go, for it stands for what it tells of: it
   * is sent again, where the broker hung up at it after others, and true comes back.
   */
  setAside(id: number, hungUp: boolean): boolean {
    const row = this.#shelf.rows.byId(Math.floor(id / ROW_IDS));
    const index = id % ROW_IDS;
    if (row === undefined || isOver(row, index)) return false;
    if (row.gaps.some((gap) => gap.index === index)) {
      this.#shelf.rows.mark(row, index, hungUp ? STATE.waiting : STATE.unsent);
      this.hasWaiting ||= hungUp;
      return true;
    }
    const seq = seqsOf(row)[index];
    if (seq !== undefined) this.#shelf.losses.add(row.boot, row.class, "poison", seq, seq);
    this.#settle(id, STATE.done);
    return false;
  }

  /** Gaps that no broker took are sent again. */
  tryAgain(): void {
    this.hasWaiting = false;
    for (const row of this.#shelf.rows.of(0)) this.#reset(row, STATE.waiting);
  }

  /** What a broker acknowledged, in an older connection or at all, and the city has not receipted since. */
  sendAgain(which: "older" | "all"): void {
    for (const row of this.#shelf.rows.all()) {
      const isMeant = which === "all" || row.connection < this.#connection;
      if (isMeant && row.receiptedAt === null) this.#reset(row, STATE.sent);
    }
  }

  /** The city has stored these. Returns how many of its words were above what was ever sent: those change nothing. */
  receipt(watermark: Watermark, now: Instant): number {
    const { boots } = this.#shelf;
    let above = 0;
    for (const [boot, classes] of Object.entries(watermark))
      for (const of of CLASSES) {
        const seq = classes[`${of}`];
        const known = boots.last(boot, of);
        if (seq === undefined || known === undefined) continue;
        if (seq > known || (boot === boots.own && this.#isUnsent(of, seq))) above += 1;
        else this.#receipted(boot, of, seq, now);
      }
    return above;
  }

  /** The city asks for them again, once for each id. What is no more is told as a gap. */
  need(id: string, ranges: readonly NeedRange[]): void {
    if (this.#shelf.document(NEED) === id) return;
    this.#shelf.setDocument(NEED, id);
    for (const [boot, of, from, to] of ranges) this.#needOne(boot, of, Math.max(1, from), to);
  }

  /** Lets go the receipted that were kept for long enough. */
  prune(now: Instant): void {
    letGoKept(this.#shelf, now);
  }

  neverSent(row: Shelved): boolean {
    return !row.mayBeSent && row.id > this.#claims[row.class] && row.unsent === row.count;
  }

  /** Of a row's unsent ones those wanted, in their order, until one does not fit; a rotten row is lost. */
  #takeOf(
    row: Shelved,
    atMost: number,
    wanted: (entry: Entry) => boolean,
    fits: (entry: Entry) => boolean = () => true,
  ): readonly Entry[] {
    const lines = this.#shelf.linesOf(row);
    if (lines === "unread") return [];
    if (lines === null) {
      this.#shelf.lose(row, "corrupt");
      return [];
    }
    const taken: Entry[] = [];
    if (row.class !== 0 && this.neverSent(row)) this.#claim(row);
    for (const [index, json] of lines.entries()) {
      if (taken.length >= atMost) break;
      if (stateOf(row, index) !== STATE.unsent) continue;
      const { stream, uptimeMs, seq } = JSON.parse(json) as DeviceRecord;
      const entry = { id: row.id * ROW_IDS + index, stream, class: row.class, uptimeMs, json };
      if (!wanted(entry)) continue;
      if (!fits(entry)) break;
      this.#shelf.rows.mark(row, index, STATE.taken);
      row.connection = this.#connection;
      if (row.boot === this.#shelf.boots.own) this.#lastSent[row.class] = Math.max(this.#lastSent[row.class], seq);
      taken.push(entry);
    }
    return taken;
  }

  #claim(row: Shelved): void {
    this.#claims[row.class] = row.id + CLAIM_AHEAD;
    this.#shelf.setDocument(CLAIMS, [...this.#claims]);
  }

  get #receipts(): boolean | null {
    return this.#word.receiptsIn(this.#shelf.document(HOST));
  }

  #settle(id: number, state: number): void {
    const row = this.#shelf.rows.byId(Math.floor(id / ROW_IDS));
    if (row === undefined || isOver(row, id % ROW_IDS)) return;
    this.#shelf.rows.mark(row, id % ROW_IDS, state);
    if (state === STATE.done && row.states?.every((_, index) => isOver(row, index)) === true) this.#shelf.drop(row);
  }

  #receipted(boot: string, of: RecordClass, seq: number, now: Instant): void {
    for (const row of this.#shelf.rows.of(of)) {
      if (row.boot !== boot || row.receiptedAt !== null) continue;
      if (row.first > seq) break;
      row.isAsked &&= row.unsent > 0;
      if (row.last <= seq && of !== 0 && !row.isAsked) this.#shelf.drop(row);
      else {
        for (const [index, own] of seqsOf(row).entries())
          if (own <= seq && !(row.isAsked && stateOf(row, index) === STATE.unsent))
            this.#shelf.rows.mark(row, index, STATE.receipted);
        if (row.last <= seq && !row.isAsked) row.receiptedAt = now;
      }
    }
  }

  /** Up to there something of this start waits that was never sent; what is no more was lost, and a gap tells of it. */
  #isUnsent(of: RecordClass, upTo: number): boolean {
    const sent = this.#lastSent[of];
    if (upTo <= sent) return false;
    for (const row of this.#shelf.rows.of(of)) {
      if (row.boot !== this.#shelf.boots.own || row.last <= sent || row.first > upTo) continue;
      if (seqsOf(row).some((seq) => seq > sent && seq <= upTo)) return true;
    }
    return false;
  }

  #needOne(boot: string, of: RecordClass, from: number, to: number): void {
    const end = Math.min(to, this.#shelf.boots.last(boot, of) ?? 0);
    const missing: Range[] = [];
    let next = from;
    if (of === 0) keepAgain(this.#shelf, boot, from);
    for (const row of this.#shelf.rows.of(of)) {
      if (row.boot !== boot || row.last < from || row.first > end) continue;
      for (const [index, seq] of seqsOf(row).entries()) {
        if (seq < from || seq > end || stateOf(row, index) === STATE.done) continue;
        if (seq > next) missing.push([next, seq - 1]);
        next = seq + 1;
        this.#shelf.rows.mark(row, index, STATE.unsent);
        row.isAsked = true;
      }
      row.receiptedAt = null;
    }
    if (end >= next) missing.push([next, end]);
    this.#shelf.losses.addMissing(boot, of, missing, toldAgain(this.#shelf, boot, of, missing));
  }

  #reset(row: Shelved, which: number): void {
    row.states?.forEach((state, index) => {
      if (state === which) this.#shelf.rows.mark(row, index, STATE.unsent);
    });
  }
}
